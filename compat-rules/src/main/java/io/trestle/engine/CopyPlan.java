package io.trestle.engine;

import java.nio.charset.Charset;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What is to be done with the data of one COPY FROM STDIN: the client sends rows of the target's
 * shape, the server is asked for rows without the fields of columns that cannot be written yet.
 * Immutable.
 *
 * @param table the table's name, for messages
 * @param format how the data is written
 * @param columns the columns that the client gives values for, in the order of the fields
 * @param fields what is taken out; at least one, never all
 */
public record CopyPlan(
    String table, CopyFormat format, List<String> columns, List<CopyField> fields) {

  public CopyPlan {
    Objects.requireNonNull(table);
    Objects.requireNonNull(format);
    columns = List.copyOf(columns);
    fields = List.copyOf(fields);
    Set<Integer> places = new HashSet<>();
    for (CopyField field : fields) {
      if (field.index() < 0 || field.index() >= columns.size() || !places.add(field.index())) {
        throw new IllegalArgumentException("a field at a place that is not there, or taken");
      }
    }
    if (fields.isEmpty() || fields.size() >= columns.size()) {
      throw new IllegalArgumentException(
          fields.size() + " fields of " + columns.size() + " cannot be taken out");
    }
  }

  /**
   * A filter for one execution.
   *
   * @param charset of the data: one in which a byte below 128 always stands for that ASCII
   *     character
   * @param serverVersion the server's major version: before 18 a line that holds a backslash and a
   *     period alone ends csv data
   */
  public CopyFilter filter(Charset charset, int serverVersion) {
    return switch (format.kind()) {
      case TEXT -> new CopyTextFilter(this, charset, serverVersion);
      case CSV -> new CopyCsvFilter(this, charset, serverVersion);
      case BINARY -> new CopyBinaryFilter(this, charset);
    };
  }
}
