package io.trestle.engine;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The bound parameters of one execution, as they came. Numbers count from 1. */
public interface ParameterValues {

  /** For an execution without parameters. */
  ParameterValues NONE =
      new ParameterValues() {
        @Override
        public int count() {
          return 0;
        }

        @Override
        public boolean isBinary(int parameter) {
          return false;
        }

        @Override
        public @Nullable ByteBuffer bytes(int parameter) {
          return null;
        }
      };

  /** How many parameters were bound. */
  int count();

  /** Whether the parameter came in binary format. */
  boolean isBinary(int parameter);

  /** The bytes of the parameter between position and limit, or null for SQL NULL. */
  @Nullable ByteBuffer bytes(int parameter);

  /**
   * The parameter as text, where the front end has it as such and need not encode it; null for SQL
   * NULL, and where its {@link #bytes} are to be asked for.
   */
  default @Nullable String text(int parameter) {
    return null;
  }

  /**
   * The type (OID) that the client has declared for the parameter, of which the server makes one of
   * the column's; 0 where it has declared none.
   */
  default int declaredType(int parameter) {
    return 0;
  }

  /** What the characters among those bytes are written in; null where Java does not know it. */
  default @Nullable Charset charset() {
    return StandardCharsets.UTF_8;
  }
}
