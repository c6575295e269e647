package io.trestle.cli;

import io.trestle.engine.Outcome;

/**
 * What becomes of a statement after a flip.
 *
 * @param flip the flip
 * @param verdict in one word
 * @param outcome what the engine says; of a statement that is {@link Verdict#UNTREATED}, why
 * @param knows whether the statement was taken for one of a session that knows the columns of all
 *     rules, because who sends it is not known and that is the worse case
 */
record Judgement(Flip flip, Verdict verdict, Outcome outcome, boolean knows) {}
