package io.trestle.engine;

import org.jspecify.annotations.Nullable;

/**
 * A field that is taken out of the data of a COPY FROM STDIN, because the column cannot be written
 * yet.
 *
 * @param index its place among the fields of a row, from 0
 * @param value V, which loses nothing by being taken out
 * @param nullPasses whether V is NULL
 * @param whenNull the error for a NULL, or null where NULL is one more other value
 * @param whenOther the error for any value but V, or null where it is discarded
 * @param discarded what to tell the client when a value was discarded, or null
 * @param forceNull csv only: whether a quoted null marker is NULL too
 * @param forceNotNull csv only: whether the null marker is a value like any other
 */
public record CopyField(
    int index,
    HeldValue value,
    boolean nullPasses,
    @Nullable SqlError whenNull,
    @Nullable SqlError whenOther,
    @Nullable SqlNotice discarded,
    boolean forceNull,
    boolean forceNotNull) {}
