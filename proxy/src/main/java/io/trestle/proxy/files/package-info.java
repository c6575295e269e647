/**
 * Files that are read again when they change: {@link io.trestle.proxy.files.FileWatch}, for
 * certificates, keys and verifiers.
 */
@NullMarked
package io.trestle.proxy.files;

import org.jspecify.annotations.NullMarked;
