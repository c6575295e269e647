package io.trestle.oracle;

import io.trestle.oracle.OracleCase.CaseStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOperation;
import org.postgresql.copy.CopyOut;

/** COPY, for which pgjdbc has an interface of its own. */
final class JdbcCopy {

  private static final String BEGINNING = "(?is)(?:\\s|--[^\n]*\n|/\\*.*?\\*/)*COPY\\b.*";
  private static final Pattern IN = Pattern.compile(BEGINNING + "\\bFROM\\s+STDIN\\b.*");
  private static final Pattern OUT = Pattern.compile(BEGINNING + "\\bTO\\s+STDOUT\\b.*");
  private static final Pattern HIDDEN =
      Pattern.compile("(?is).*;.*\\bCOPY\\b.*\\b(STDIN|STDOUT)\\b.*|.*\\b(STDIN|STDOUT)\\b.*;.*");

  /** A size that cuts rows and fields anywhere. */
  private static final int CHUNK = 5;

  private final CopyManager manager;

  JdbcCopy(CopyManager manager) {
    this.manager = manager;
  }

  static boolean isCopy(String sql) {
    return IN.matcher(sql).matches() || OUT.matcher(sql).matches();
  }

  /** Whether a COPY stands beside other statements in one text. */
  static boolean isHidden(String sql) {
    return HIDDEN.matcher(sql.replaceAll("'[^']*'", "''")).matches();
  }

  /** Runs it and notes what comes. */
  void run(CaseStatement statement, JdbcAnswer answer) throws SQLException {
    if (IN.matcher(statement.sql()).matches()) {
      send(manager.copyIn(statement.sql()), statement, answer);
    } else {
      receive(manager.copyOut(statement.sql()), answer);
    }
  }

  private static void send(CopyIn copy, CaseStatement statement, JdbcAnswer answer)
      throws SQLException {
    answer.columns(formats("data in", copy));
    byte[] data = statement.data();
    if (data == null) {
      copy.cancelCopy();
      answer.result(List.of(), "copy broken off");
      return;
    }
    for (int at = 0; at < data.length; at += CHUNK) {
      copy.writeToCopy(data, at, Math.min(CHUNK, data.length - at));
    }
    answer.result(List.of(), "copied in " + copy.endCopy());
  }

  private static void receive(CopyOut copy, JdbcAnswer answer) throws SQLException {
    answer.columns(formats("data out", copy));
    List<List<String>> rows = new ArrayList<>();
    boolean binary = copy.getFormat() == 1;
    for (byte[] data = copy.readFromCopy(); data != null; data = copy.readFromCopy()) {
      rows.addAll(CopiedRows.of(data, binary));
    }
    answer.result(rows, "copied out " + copy.getHandledRowCount());
  }

  private static List<Answer.Column> formats(String direction, CopyOperation copy) {
    List<Answer.Column> columns = new ArrayList<>();
    for (int field = 0; field < copy.getFieldCount(); field++) {
      columns.add(new Answer.Column(direction, "format " + copy.getFieldFormat(field)));
    }
    return columns;
  }
}
