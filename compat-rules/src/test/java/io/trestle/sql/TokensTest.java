package io.trestle.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokensTest {

  @Test
  void splitsStatementsAtSemicolonsOutsideBrackets() throws LexerException {
    Tokens tokens = Tokens.of("a; (b; c) ;; 'd;e'", true);

    assertThat(tokens.statements()).hasSize(3);
    assertThat(tokens.text(tokens.statements().get(1)[0], tokens.statements().get(1)[1] - 1))
        .isEqualTo("(b; c)");
  }

  @Test
  void findsPartnersAndDepth() throws LexerException {
    Tokens tokens = Tokens.of("((a)[1])", true);

    assertThat(tokens.partner(0)).isEqualTo(tokens.size() - 1);
    assertThat(tokens.depth()).isEqualTo(2);
  }

  @Test
  void unbalancedBracketsHaveNoPartner() throws LexerException {
    Tokens tokens = Tokens.of(")) (", true);

    assertThat(tokens.partner(0)).isEqualTo(-1);
    assertThat(tokens.partner(2)).isEqualTo(-1);
  }
}
