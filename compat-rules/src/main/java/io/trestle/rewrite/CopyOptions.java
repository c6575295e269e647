package io.trestle.rewrite;

import io.trestle.engine.CopyFormat;
import io.trestle.engine.RefusalCode;
import io.trestle.sql.Token;
import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options of a COPY, in parentheses or in the older syntax, as far as they say how the data is
 * written.
 *
 * @param tokens of the statement's text
 * @param open the parenthesis of a list, or -1 where the older syntax is used or there are none
 * @param options in their order
 * @param behind the token behind them
 */
record CopyOptions(Tokens tokens, int open, List<Option> options, int behind) {

  private static final Set<String> TRUE = Set.of("true", "on", "1");
  private static final Set<String> FALSE = Set.of("false", "off", "0");

  /**
   * One option.
   *
   * @param name as in the list in parentheses: {@code force_quote}, also where it was written
   *     {@code FORCE QUOTE}
   * @param first its first token
   * @param last its last token
   * @param value its value where that is a word, number or string; null where it has none or
   *     another
   * @param columns the names in its list; empty where it has none
   * @param star whether its value is a star
   */
  record Option(
      String name,
      int first,
      int last,
      @Nullable String value,
      List<Integer> columns,
      boolean star) {

    boolean names(Tokens tokens, String column) {
      return columns.stream().anyMatch(index -> tokens.get(index).isName(column));
    }
  }

  /**
   * Reads the options that start at a token.
   *
   * @param end the token behind the statement
   */
  static CopyOptions at(Tokens tokens, int from, int end, boolean standardConformingStrings) {
    return new Reader(tokens, end, standardConformingStrings).read(from);
  }

  static UntreatableException unreadable(int token) {
    return new UntreatableException(
        RefusalCode.UNREADABLE, "a COPY that cannot be read for certain", token);
  }

  @Nullable Option find(String name) {
    return options.stream().filter(option -> option.name().equals(name)).findFirst().orElse(null);
  }

  private @Nullable String value(String name) {
    Option option = find(name);
    if (option != null && option.value() == null) {
      throw unreadable(option.first());
    }
    return option == null ? null : option.value();
  }

  /**
   * How the data is written.
   *
   * @param binary whether the statement says so before its table
   */
  CopyFormat format(boolean binary) {
    CopyFormat.Kind kind = kind(binary);
    boolean csv = kind == CopyFormat.Kind.CSV;
    char delimiter = character("delimiter", csv ? ',' : '\t');
    char quote = character("quote", '"');
    char escape = character("escape", quote);
    String nullMarker = value("null");
    return new CopyFormat(
        kind,
        delimiter,
        quote,
        escape,
        nullMarker != null ? nullMarker : csv ? "" : "\\N",
        value("default"),
        header(),
        value("encoding"));
  }

  private CopyFormat.Kind kind(boolean binary) {
    String format = value("format");
    if (format == null) {
      return binary ? CopyFormat.Kind.BINARY : CopyFormat.Kind.TEXT;
    }
    if (binary) {
      throw unreadable(UntreatableException.NO_TOKEN);
    }
    return switch (format) {
      case "text" -> CopyFormat.Kind.TEXT;
      case "csv" -> CopyFormat.Kind.CSV;
      case "binary" -> CopyFormat.Kind.BINARY;
      default -> throw unreadable(UntreatableException.NO_TOKEN);
    };
  }

  private char character(String name, char byDefault) {
    String value = value(name);
    if (value == null) {
      return byDefault;
    }
    if (value.length() != 1 || value.charAt(0) > 126) {
      throw unreadable(UntreatableException.NO_TOKEN);
    }
    return value.charAt(0);
  }

  private CopyFormat.Header header() {
    Option option = find("header");
    if (option == null) {
      return CopyFormat.Header.NONE;
    }
    String value = option.value() == null ? "true" : option.value().toLowerCase(Locale.ROOT);
    if (value.equals("match")) {
      return CopyFormat.Header.MATCH;
    } else if (TRUE.contains(value)) {
      return CopyFormat.Header.SKIP;
    } else if (FALSE.contains(value)) {
      return CopyFormat.Header.NONE;
    }
    throw unreadable(option.first());
  }

  /** Whether rows that cannot be read are left out. */
  boolean ignoresErrors() {
    Option option = find("on_error");
    return option != null && !"stop".equals(option.value());
  }

  /** The lists of columns among the options. */
  List<Option> forced() {
    return options.stream().filter(option -> option.name().startsWith("force_")).toList();
  }

  /** Those of them that the server takes; others are errors before it looks at a column. */
  List<Option> forced(boolean from) {
    return forced().stream().filter(option -> from != option.name().equals("force_quote")).toList();
  }

  /** Whether an option's list or star means the column. */
  boolean forces(String name, String column) {
    Option option = find(name);
    return option != null && (option.star() || option.names(tokens, column));
  }

  /** Takes columns out of the lists of options, and an option out whose list is then empty. */
  void dropColumns(Analysis analysis, List<Option> forced, Set<String> columns) {
    for (Option option : forced) {
      List<Integer> kept =
          option.columns().stream()
              .filter(index -> !columns.contains(tokens.get(index).value()))
              .toList();
      if (kept.size() == option.columns().size()) {
        continue;
      }
      if (kept.isEmpty()) {
        dropOption(analysis, option);
        continue;
      }
      StringBuilder list = new StringBuilder();
      for (int index : kept) {
        list.append(list.isEmpty() ? "" : ", ").append(tokens.text(index, index));
      }
      int first = option.columns().get(0);
      int last = option.columns().get(option.columns().size() - 1);
      analysis.replace(first, last, list.toString());
    }
  }

  private void dropOption(Analysis analysis, Option option) {
    if (open < 0) {
      analysis.replace(option.first(), option.last(), "");
      return;
    }
    if (options.size() == 1 && tokens.isWord(open - 1, "with")) {
      analysis.replace(open - 1, tokens.partner(open), "");
    } else if (options.size() == 1) {
      analysis.replace(open, tokens.partner(open), "");
    } else { // every option behind the first has a comma before it
      boolean isFirst = option.first() == open + 1;
      analysis.replace(
          isFirst ? option.first() : option.first() - 1,
          isFirst ? option.last() + 1 : option.last(),
          "");
    }
  }

  /** Reads options. */
  private static final class Reader {
    private final Tokens tokens;
    private final int end;
    private final boolean standardConformingStrings;
    private final List<Option> options = new ArrayList<>();
    private int at;

    Reader(Tokens tokens, int end, boolean standardConformingStrings) {
      this.tokens = tokens;
      this.end = end;
      this.standardConformingStrings = standardConformingStrings;
    }

    CopyOptions read(int from) {
      at = from;
      int open = -1;
      if (at < end && tokens.isWord(at, "with")) {
        at++;
      }
      if (at < end && tokens.is(at, "(")) {
        open = at;
        list(open);
        at = tokens.partner(open) + 1;
      } else {
        while (at < end && !tokens.isWord(at, "where")) {
          older();
        }
      }
      return new CopyOptions(tokens, open, options, at);
    }

    private void list(int open) {
      int close = tokens.partner(open);
      if (close < 0) {
        throw unreadable(open);
      }
      for (int[] item : CommaList.spans(tokens, open + 1, close)) {
        generic(item[0], item[1]);
      }
    }

    private void generic(int first, int last) {
      Token name = tokens.get(first);
      if (!name.isName()) {
        throw unreadable(first);
      }
      if (first == last) {
        add(name.value(), first, last, null, List.of(), false);
      } else if (tokens.is(first + 1, "(") && tokens.partner(first + 1) == last) {
        add(name.value(), first, last, null, names(first + 1, last), false);
      } else if (first + 1 == last) {
        boolean star = tokens.is(last, "*");
        add(name.value(), first, last, star ? null : word(last), List.of(), star);
      } else {
        throw unreadable(first);
      }
    }

    private List<Integer> names(int open, int close) {
      List<Integer> names = new ArrayList<>();
      for (int[] item : CommaList.spans(tokens, open + 1, close)) {
        boolean name = item[0] == item[1] && tokens.get(item[0]).kind() != Token.Kind.NUMBER;
        if (!name || (!tokens.get(item[0]).isName() && !isString(item[0]))) {
          throw unreadable(item[0]);
        }
        if (isString(item[0])) { // the server takes a string for a name here
          throw new UntreatableException("a column named by a string in an option", item[0]);
        }
        names.add(item[0]);
      }
      return names;
    }

    private boolean isString(int index) {
      return tokens.get(index).kind() == Token.Kind.STRING;
    }

    private String word(int index) {
      Token token = tokens.get(index);
      if (token.kind() == Token.Kind.STRING) {
        String value = CopyLiteral.value(tokens, index, standardConformingStrings);
        if (value == null) {
          throw unreadable(index);
        }
        return value;
      }
      if (!token.isName() && token.kind() != Token.Kind.NUMBER) {
        throw unreadable(index);
      }
      return token.value();
    }

    private void older() {
      int first = at;
      Token token = tokens.get(at++);
      switch (token.isName() ? token.value() : "") {
        case "binary", "csv" -> add("format", first, first, token.value(), List.of(), false);
        case "freeze" -> add("freeze", first, first, "true", List.of(), false);
        case "header" -> add("header", first, first, "true", List.of(), false);
        case "delimiter", "null", "quote", "escape" -> olderString(token.value(), first, true);
        case "encoding" -> olderString("encoding", first, false);
        case "force" -> olderForce(first);
        default -> throw unreadable(first);
      }
    }

    private void olderString(String name, int first, boolean mayHaveAs) {
      if (mayHaveAs && tokens.isWord(at, "as")) {
        at++;
      }
      if (at >= end || !isString(at)) {
        throw unreadable(first);
      }
      add(name, first, at, word(at), List.of(), false);
      at++;
    }

    private void olderForce(int first) {
      String name;
      if (tokens.isWord(at, "quote")) {
        name = "force_quote";
        at++;
      } else if (tokens.isWord(at, "not") && tokens.isWord(at + 1, "null")) {
        name = "force_not_null";
        at += 2;
      } else if (tokens.isWord(at, "null")) {
        name = "force_null";
        at++;
      } else {
        throw unreadable(first);
      }
      if (tokens.is(at, "*")) {
        add(name, first, at++, null, List.of(), true);
        return;
      }
      List<Integer> names = new ArrayList<>();
      do {
        if (at >= end || !tokens.get(at).isName()) {
          throw unreadable(first);
        }
        names.add(at++);
      } while (at < end && tokens.is(at, ",") && at++ < end);
      add(name, first, at - 1, null, names, false);
    }

    private void add(
        String name,
        int first,
        int last,
        @Nullable String value,
        List<Integer> columns,
        boolean star) {
      if (options.stream().anyMatch(option -> option.name().equals(name))) {
        throw unreadable(first);
      }
      options.add(new Option(name, first, last, value, columns, star));
    }
  }
}
