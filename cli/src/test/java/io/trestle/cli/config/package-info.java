@NullMarked
package io.trestle.cli.config;

import org.jspecify.annotations.NullMarked;
