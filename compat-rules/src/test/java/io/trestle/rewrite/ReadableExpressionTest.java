package io.trestle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadableExpressionTest {

  @Test
  void tellsWhatTheParserCannotRead() {
    assertThat(ReadableExpression.isReadable("NOT r.a = 'x' IS FALSE")).isFalse();
    assertThat(ReadableExpression.isReadable("(NOT ((r.a = 'x'::text) IS FALSE))")).isTrue();
    assertThat(ReadableExpression.isReadable("(r.at)::timestamp(0) with time zone")).isTrue();
  }
}
