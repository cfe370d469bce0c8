package org.asyncio4j.net;

import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The lines of a stream; one that {@link #hasNext} has read is kept for {@link #next}. */
final class LineIterator implements Iterator<byte[]> {
  private final StreamReader reader;
  private byte @Nullable [] line;

  LineIterator(StreamReader reader) {
    this.reader = reader;
  }

  @Override
  public boolean hasNext() {
    return ahead().length > 0;
  }

  @Override
  public byte[] next() {
    byte[] next = ahead();
    if (next.length == 0) {
      throw new NoSuchElementException("%s has no more lines".formatted(reader));
    }
    line = null;
    return next;
  }

  private byte[] ahead() {
    byte[] ahead = line;
    if (ahead == null) {
      try {
        ahead = reader.readline();
      } catch (IOException failure) {
        throw Throwing.asIs(failure);
      }
      line = ahead;
    }
    return ahead;
  }
}
