package io.trestle.oracle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What one message of a COPY TO STDOUT shows, as rows that can be compared. */
final class CopiedRows {

  /** How binary data of COPY begins, in hexadecimal digits. */
  private static final String BINARY_SIGNATURE = "5047434f50590aff0d0a00";

  /** How many digits its header has, without an extension. */
  private static final int BINARY_HEADER = BINARY_SIGNATURE.length() + 16;

  private CopiedRows() {}

  /** The header of binary data comes together with the first row, whichever that is. */
  static List<List<String>> of(byte[] data, boolean binary) {
    if (!binary) {
      return List.of(List.of(new String(data, StandardCharsets.UTF_8)));
    }
    List<List<String>> rows = new ArrayList<>();
    String hex = HexFormat.of().formatHex(data);
    boolean withHeader = hex.startsWith(BINARY_SIGNATURE) && hex.length() > BINARY_HEADER;
    if (withHeader) {
      rows.add(List.of("x" + hex.substring(0, BINARY_HEADER)));
    }
    rows.add(List.of("x" + (withHeader ? hex.substring(BINARY_HEADER) : hex)));
    return rows;
  }
}
