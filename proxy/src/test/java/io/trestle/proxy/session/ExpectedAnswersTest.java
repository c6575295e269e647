package io.trestle.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.engine.Outcome;
import io.trestle.proxy.Limits;
import io.trestle.proxy.session.Expected.Kind;
import io.trestle.proxy.session.Expected.Undo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectedAnswersTest {

  private static final Outcome UNTOUCHED = Outcome.Untouched.INSTANCE;

  private final Statements statements = new Statements(Limits.DEFAULTS);
  private final ExpectedAnswers answers = new ExpectedAnswers(statements, 10);

  private static Statement statement(String name, String text) {
    return new Statement(
        name,
        text.getBytes(StandardCharsets.UTF_8),
        new int[0],
        new Statement.Treated(1, UNTOUCHED, List.of()),
        name,
        0);
  }

  private Statement parse(String name, String text) {
    Statement statement = statement(name, text);
    Statement previous = statements.put(statement);
    Undo undo = new Undo(name, name.isEmpty() ? null : previous, previous);
    answers.add(Expected.using(Kind.PARSE, null, List.of(), undo));
    return statement;
  }

  private void close(String name) {
    Statement previous = statements.remove(name);
    answers.add(Expected.using(Kind.CLOSE, null, List.of(), new Undo(name, null, previous)));
  }

  @Test
  void aFailedParseIsUndoneAndWhatFollowsToTheSync() {
    Statement kept = parse("kept", "first");
    answers.completed(Kind.PARSE);
    parse("kept", "second");
    close("kept");
    parse("kept", "third");
    parse("new", "fourth");
    answers.sync();
    Statement after = parse("after", "fifth");

    answers.failed();

    assertThat(statements.get("kept")).isSameAs(kept);
    assertThat(statements.get("new")).isNull();
    assertThat(statements.get("after")).isSameAs(after);
    assertThat(answers.skipping()).isFalse();
    assertThat(answers.head()).isSameAs(Expected.SYNC);
  }

  @Test
  void theUnnamedStatementIsLostWhenItsParseFailsAndStaysWhenItIsSkipped() {
    Statement unnamed = parse("", "first");
    answers.completed(Kind.PARSE);
    answers.add(Expected.BIND);
    parse("", "second");

    answers.failed();

    assertThat(statements.get("")).isSameAs(unnamed);
    assertThat(answers.skipping()).isTrue();
    answers.sync();
    assertThat(answers.skipping()).isFalse();
    answers.readyForQuery();
    parse("", "third");
    answers.failed();
    assertThat(statements.get("")).isNull();
  }

  @Test
  void anErrorOfAQueryOrOfTheSyncDropsNothing() {
    answers.add(Expected.QUERY);
    answers.add(Expected.PARSE);

    answers.failed();

    assertThat(answers.skipping()).isFalse();
    assertThat(answers.size()).isEqualTo(2);
    answers.readyForQuery();
    assertThat(answers.head()).isSameAs(Expected.PARSE);
  }

  @Test
  void syncsAheadOfTheDataOfACopyAreNotAnswered() {
    answers.add(Expected.EXECUTE);
    answers.sync();

    answers.copyInStarted();
    answers.sync();

    assertThat(answers.size()).isEqualTo(1);
    assertThat(answers.copyIn()).isTrue();
    answers.copyEnd();
    answers.sync();
    assertThat(answers.copyIn()).isFalse();
    assertThat(answers.completed(Kind.EXECUTE)).isNotNull();
    assertThat(answers.head()).isSameAs(Expected.SYNC);
  }

  @Test
  void aCopyWhoseEndWasSentAheadTakesNothingMore() {
    answers.add(Expected.QUERY);
    answers.sync();
    answers.copyEnd();
    answers.sync();
    answers.add(Expected.QUERY);

    answers.copyInStarted();

    assertThat(answers.copyIn()).isFalse();
    answers.readyForQuery();
    assertThat(answers.head()).isSameAs(Expected.SYNC);
    assertThat(answers.size()).isEqualTo(2);
  }

  @Test
  void answersOfAnotherKindTakeNothingOff() {
    answers.add(Expected.QUERY);

    assertThat(answers.completed(Kind.DESCRIBE)).isNull();
    assertThat(answers.completed(Kind.EXECUTE)).isNull();
    assertThat(answers.size()).isEqualTo(1);
  }

  @Test
  void itIsFullAtItsBoundAndHasRoomAgainAtHalf() {
    for (int i = 0; i < 10; i++) {
      assertThat(answers.isFull()).isFalse();
      answers.add(Expected.PARSE);
    }
    assertThat(answers.isFull()).isTrue();
    for (int i = 0; i < 5; i++) {
      assertThat(answers.hasRoomAgain()).isFalse();
      answers.completed(Kind.PARSE);
    }
    assertThat(answers.hasRoomAgain()).isTrue();
  }
}
