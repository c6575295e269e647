package io.trestle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.sql.Tokens;
import net.sf.jsqlparser.statement.select.PlainSelect;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The names that PostgreSQL 15 gave these expressions. */
class OutputNameTest {

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          a => a
          t.a => a
          (t.a) => a
          a::text => a
          CAST(a AS int) => a
          1::int => int4
          CAST(1 AS bigint) => int8
          1::smallint::text => text
          '1'::double precision => float8
          '1'::character varying(3) => varchar
          '1'::character(3) => bpchar
          '1'::pg_catalog.text => text
          now()::date => now
          'x'::"char" => char
          CAST('10:00' AS time(3) with time zone) => timetz
          CAST('2026-01-01' AS timestamp without time zone) => timestamp
          timestamp '2026-01-01' => timestamp
          date '2026-01-01' => date
          interval '1 day' => interval
          true => ?column?
          1 => ?column?
          NULL => ?column?
          'x' => ?column?
          a || 'x' => ?column?
          a IS NULL => ?column?
          count(*) => count
          pg_catalog.lower(a) => lower
          lower(a)::varchar => lower
          count(*) OVER () => count
          count(*) FILTER (WHERE a IS NOT NULL) => count
          percentile_cont(0.5) WITHIN GROUP (ORDER BY id) => percentile_cont
          COALESCE(a, 'x') => coalesce
          NULLIF(a, 'x') => nullif
          greatest(a, 'x') => greatest
          CASE WHEN a = 'x' THEN 1 END => case
          CASE WHEN a = 'x' THEN 'y' ELSE a END => a
          CASE WHEN a = 'x' THEN 'y' ELSE lower(a) END => lower
          CASE WHEN a = 'x' THEN 1 ELSE 2 END => case
          CASE WHEN a = 'x' THEN 1 ELSE id::int END => id
          (CASE WHEN a = 'x' THEN 1 END)::text => text
          ARRAY[1, 2] => array
          (ARRAY[1, 2])[1] => array
          ARRAY(SELECT 1) => array
          ROW(1, 2) => row
          (1, 2) => row
          (t).a => a
          (t).a::text => a
          arr[1] => arr
          (t.arr)[1:2] => arr
          EXISTS (SELECT 1) => exists
          NOT EXISTS (SELECT 1) => ?column?
          (SELECT max(id) FROM t) => max
          (SELECT id AS x FROM t LIMIT 1)::text => x
          (SELECT 1::int) => int4
          a COLLATE "C" => a
          lower(a) COLLATE "C" => lower
          a::text COLLATE "C" => a
          'x'::text COLLATE "C" => text
          CASE WHEN a = 'x' THEN 'y' END COLLATE "C" => case
          (a COLLATE "C")::varchar => a
          t.a COLLATE pg_catalog."C" => a
          extract(year FROM now()) => extract
          trim(a) => btrim
          trim(leading 'x' from a) => ltrim
          trim(both from a) => btrim
          substring(a from 1 for 2) => substring
          position('x' in a) => position
          overlay(a placing 'x' from 1) => overlay
          now() AT TIME ZONE 'UTC' => timezone
          current_date => current_date
          current_timestamp => current_timestamp
          current_user => current_user
          (a) => a
          "A" => A
          id + 1 => ?column?
          (id + 1)::text => text
          lower(a) || 'x' => ?column?
          a IN ('x') => ?column?
          a BETWEEN 'a' AND 'b' => ?column?
          a LIKE 'x' => ?column?
          id = ANY (ARRAY[1]) => ?column?
          (DATE '2020-01-01', DATE '2020-01-02') OVERLAPS (DATE '2020-01-01', DATE '2020-01-02') => overlaps
          """)
  void isPostgresqls(String expression, String name) throws Exception {
    Tokens tokens = Tokens.of("SELECT " + expression + " FROM t", true);
    Structure structure = Structure.parse(tokens, 0, tokens.size());
    assertThat(structure).isNotNull();
    PlainSelect select = (PlainSelect) structure.statement();
    assertThat(new OutputName(structure, tokens).of(select.getSelectItem(0))).isEqualTo(name);
  }
}
