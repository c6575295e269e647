package io.trestle.catalog.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.catalog.jdbc.QualifiedExpression.UnqualifiableException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QualifiedExpressionTest {

  private static final Map<String, String> COLUMNS =
      Map.of("trestle column 1", "note", "trestle column 2", "Odd \"n");

  private static QualifiedExpression qualify(String printed) throws UnqualifiableException {
    return QualifiedExpression.of(printed.replace("@", "\"trestle column 1\""), COLUMNS);
  }

  /** In what PostgreSQL prints, @ stands for the column note. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          lower(@) | pg_catalog.lower(o."note")
          "left"(@, 3) | pg_catalog."left"(o."note", 3)
          public.f(@) | public.f(o."note")
          COALESCE(@, ''::character varying) | coalesce(o."note", ''::character varying)
          GREATEST(@, 'a'::text) | greatest(o."note", 'a'::pg_catalog.text)
          (@ = 'x'::text) | (o."note" OPERATOR(pg_catalog.=) 'x'::pg_catalog.text)
          (@ OPERATOR(public.=) 'x'::public.citext) | (o."note" OPERATOR(public.=) 'x'::public.citext)
          (@ = ANY (ARRAY['a'::text, 'b'::text])) | (o."note" OPERATOR(pg_catalog.=) any (array['a'::pg_catalog.text, 'b'::pg_catalog.text]))
          (- (@)::numeric(8,2)) | (OPERATOR(pg_catalog.-) (o."note")::numeric(8,2))
          (@)::timestamp(3) without time zone | (o."note")::timestamp(3) without time zone
          ((@)::timestamp with time zone AT TIME ZONE 'UTC'::text) | ((o."note")::timestamp with time zone at time zone 'UTC'::pg_catalog.text)
          (@)::character varying(12) | (o."note")::character varying(12)
          ((@)::double precision + '1.5'::double precision) | ((o."note")::double precision OPERATOR(pg_catalog.+) '1.5'::double precision)
          (@)::"char" | (o."note")::pg_catalog."char"
          (@)::json | (o."note")::pg_catalog.json
          EXTRACT(year FROM @) | extract(year from o."note")
          SUBSTRING(@ FROM 1 FOR 2) | substring(o."note" from 1 for 2)
          POSITION(('a'::text) IN (@)) | position(('a'::pg_catalog.text) in (o."note"))
          TRIM(BOTH FROM @) | trim(both from o."note")
          (@ COLLATE "C") | ((o."note" ) collate pg_catalog."C")
          (@ COLLATE public.mine) | ((o."note" ) collate public.mine)
          'back\\slash'::text | E'back\\\\slash'::pg_catalog.text
          'it''s'::text | 'it''s'::pg_catalog.text
          B'101'::"bit" | B'101'::pg_catalog."bit"
          (@).city | (o."note").city
          lower("trestle column 2") | pg_catalog.lower(o."Odd ""n")
          CASE WHEN (@ IS NULL) THEN 1 ELSE 2 END | case when (o."note" is null) then 1 else 2 end
          """)
  void qualifiesWhatIsLookedUpByName(String printed, String expected) throws Exception {
    assertThat(qualify(printed).value(null).over("o")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          CASE @ WHEN 'a'::text THEN 1 END | CASE x WHEN y | CASE WHEN x = y
          NULLIF(@, ''::text) | NULLIF(x, y) | CASE WHEN x = y THEN NULL ELSE x END
          (@ IS DISTINCT FROM 'a'::text) | IS DISTINCT FROM | a comparison with =
          f(x => 1) | a named argument | arguments by their places
          '1259'::regclass | a name that is looked up, of type regclass | a function that needs none
          (@ IS NFC NORMALIZED) | the construct nfc | CASE WHEN
          other_column | the construct other_column | CASE WHEN
          """)
  void refusesWhatCannotBeQualified(String printed, String construct, String instead) {
    assertThatThrownBy(() -> qualify(printed))
        .isInstanceOfSatisfying(
            UnqualifiableException.class,
            refusal -> {
              assertThat(refusal.getMessage()).isEqualTo(construct);
              assertThat(refusal.instead()).contains(instead);
            });
  }
}
