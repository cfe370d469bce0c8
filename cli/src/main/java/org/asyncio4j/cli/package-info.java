/**
 * The commands {@code repl}, {@code ps} and {@code pstree}: what {@code python -m asyncio} is for
 * CPython.
 */
@NullMarked
package org.asyncio4j.cli;

import org.jspecify.annotations.NullMarked;
