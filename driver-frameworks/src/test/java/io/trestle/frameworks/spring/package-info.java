/** An application of Spring Boot over the tables of {@link io.trestle.frameworks.Shop}. */
@NullMarked
package io.trestle.frameworks.spring;

import org.jspecify.annotations.NullMarked;
