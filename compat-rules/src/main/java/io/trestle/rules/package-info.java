/**
 * Rules: which column of which table is under migration, in which phase, for whom. Values only: no
 * SQL is treated here.
 *
 * <p>A {@link io.trestle.rules.RuleSource} gives {@link io.trestle.rules.RuleSet}s; {@link
 * io.trestle.rules.RulesFile} reads one from YAML and says with file and line what is wrong with
 * it.
 */
@NullMarked
package io.trestle.rules;

import org.jspecify.annotations.NullMarked;
