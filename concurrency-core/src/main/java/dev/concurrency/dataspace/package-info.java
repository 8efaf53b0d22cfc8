/**
 * State that processes show each other: values asserted under a type and a key, retracted
 * with the process that asserted them, and subscribers that follow. Imports only
 * {@code dev.concurrency.process}.
 */
@NullMarked
package dev.concurrency.dataspace;

import org.jspecify.annotations.NullMarked;
