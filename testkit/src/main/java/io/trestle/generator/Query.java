package io.trestle.generator;

import java.util.List;

/**
 * A query that was made.
 *
 * @param columns its output
 * @param ordered whether it orders its rows totally
 */
record Query(String sql, List<Column> columns, boolean ordered) {}
