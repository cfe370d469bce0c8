package org.asyncio4j.net;

import java.nio.charset.Charset;
import java.util.Iterator;

/** Lines as text, without their ends. */
record TextLineIterator(Iterator<byte[]> lines, Charset charset) implements Iterator<String> {
  @Override
  public boolean hasNext() {
    return lines.hasNext();
  }

  @Override
  public String next() {
    byte[] line = lines.next();
    int length = line.length;
    if (line[length - 1] == '\n') {
      length--;
      if (length > 0 && line[length - 1] == '\r') {
        length--;
      }
    }
    return new String(line, 0, length, charset);
  }
}
