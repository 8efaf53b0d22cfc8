/**
 * Annotations, bean registration and life cycle. May import the core and Spring, never
 * {@code .autoconfigure}.
 */
@NullMarked
package dev.concurrency.spring;

import org.jspecify.annotations.NullMarked;
