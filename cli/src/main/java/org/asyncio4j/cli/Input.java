package org.asyncio4j.cli;

import java.util.Optional;

/** Where the REPL reads. */
interface Input extends AutoCloseable {

  /** {@return the next lines that make sense together; empty at the end} */
  Optional<String> read();

  @Override
  default void close() {}
}
