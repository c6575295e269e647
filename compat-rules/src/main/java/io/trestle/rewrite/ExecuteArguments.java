package io.trestle.rewrite;

import io.trestle.engine.BindVerdict;
import io.trestle.engine.HeldParameter;
import io.trestle.engine.HeldValue.Family;
import io.trestle.engine.Outcome;
import io.trestle.engine.ParameterValues;
import io.trestle.engine.SqlError;
import io.trestle.engine.SqlNotice;
import io.trestle.rules.ConstantSyntax;
import io.trestle.sql.Token;
import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of an EXECUTE, for parameters that carry a value for a column under a rule.
 * Literals are judged as if they were bound; of an expression nothing is known before it is
 * computed.
 */
final class ExecuteArguments {

  private static final String NOT_PLAIN_NUMBER = "an expression";

  private final Tokens tokens;
  private final List<int[]> spans;

  private ExecuteArguments(Tokens tokens, List<int[]> spans) {
    this.tokens = tokens;
    this.spans = spans;
  }

  /**
   * What the arguments lead to.
   *
   * @param error the error that the execution ends with, or null
   * @param notices what to tell the client
   */
  record Verdict(@Nullable SqlError error, List<SqlNotice> notices) {}

  /** The arguments in the parenthesis at a token; none where there is none. */
  static ExecuteArguments at(Tokens tokens, int open) {
    boolean listed = tokens.is(open, "(") && tokens.partner(open) > open;
    return new ExecuteArguments(tokens, listed ? CommaList.at(tokens, open).items() : List.of());
  }

  /**
   * Judges the arguments of an execution.
   *
   * @throws UntreatableException where an expression decides
   */
  Verdict judge(Outcome.Rewritten statement) {
    List<HeldParameter> certain = new ArrayList<>();
    List<SqlNotice> notices = new ArrayList<>();
    for (HeldParameter held : statement.held()) {
      boolean given = held.parameter() <= spans.size();
      if (!given || isLiteral(held)) {
        certain.add(held);
      } else if (held.whenOther() != null) {
        return new Verdict(held.whenOther(), List.of());
      } else if (held.whenNull() != null && !held.nullPasses()) {
        throw new UntreatableException(
            "an EXECUTE with an expression for the column, which may turn out to be NULL",
            spans.get(held.parameter() - 1)[0]);
      } else if (held.discarded() != null) {
        notices.add(held.discarded());
      }
    }
    Outcome.Rewritten judged =
        new Outcome.Rewritten(
            statement.sql(),
            statement.edits(),
            statement.parameterTypes(),
            certain,
            statement.alwaysFails(),
            statement.notices(),
            statement.guards());
    BindVerdict verdict = judged.bind(values());
    notices.addAll(verdict.notices());
    return new Verdict(verdict.error(), notices);
  }

  /**
   * Whether an argument says by itself what value it is. A number or a truth value is converted to
   * the parameter's type, which changes its spelling where that is of another family.
   */
  private boolean isLiteral(HeldParameter held) {
    int[] span = inner(spans.get(held.parameter() - 1));
    if (isNull(span)) {
      return true;
    }
    String text = literal(span);
    if (text == null || held.value() == null) {
      return text != null;
    }
    Family family = held.value().family();
    Kind kind = tokens.get(span[1]).kind();
    return kind == Kind.STRING
        || (kind == Kind.NUMBER && family.isNumber())
        || (kind == Kind.WORD && family == Family.BOOLEAN);
  }

  /** An argument without the parentheses around it. */
  private int[] inner(int[] span) {
    int first = span[0];
    int last = span[1];
    while (tokens.is(first, "(") && tokens.partner(first) == last && first + 1 < last) {
      first++;
      last--;
    }
    return new int[] {first, last};
  }

  private boolean isNull(int[] span) {
    return ConstantSyntax.isNull(
        IntStream.rangeClosed(span[0], span[1]).mapToObj(tokens::get).toList());
  }

  /** The text of a literal, as its type's input function gets it; null where it is none. */
  private @Nullable String literal(int[] span) {
    Token last = tokens.get(span[1]);
    if (span[0] == span[1]) {
      return switch (last.kind()) {
        case STRING -> isPlain(last) ? last.value() : null;
        case NUMBER -> last.value();
        case WORD ->
            last.value().equals("true") || last.value().equals("false") ? last.value() : null;
        default -> null;
      };
    }
    boolean negative =
        span[0] + 1 == span[1] && tokens.is(span[0], "-") && last.kind() == Kind.NUMBER;
    return negative ? "-" + last.value() : null;
  }

  private boolean isPlain(Token token) {
    String text = tokens.text().substring(token.start(), token.end());
    return text.startsWith("'")
        || text.startsWith("$")
        || ((text.startsWith("e") || text.startsWith("E")) && token.value().indexOf('\\') < 0);
  }

  private ParameterValues values() {
    return new ParameterValues() {
      @Override
      public int count() {
        return spans.size();
      }

      @Override
      public boolean isBinary(int parameter) {
        return false;
      }

      @Override
      public @Nullable ByteBuffer bytes(int parameter) {
        int[] span = inner(spans.get(parameter - 1));
        if (isNull(span)) {
          return null;
        }
        String text = literal(span);
        return ByteBuffer.wrap(
            (text == null ? NOT_PLAIN_NUMBER : text).getBytes(StandardCharsets.UTF_8));
      }
    };
  }
}
