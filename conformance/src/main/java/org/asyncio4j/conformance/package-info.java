/**
 * Runs small programs in the language of recorded traces and compares what happens with what
 * happened when CPython's asyncio ran them.
 *
 * <p>The language is described in README.md of this module, its ops are defined by {@code
 * recorder/reference.py}.
 */
@NullMarked
package org.asyncio4j.conformance;

import org.jspecify.annotations.NullMarked;
