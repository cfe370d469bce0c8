package org.asyncio4j.net;

import static org.asyncio4j.net.TcpTest.bytes;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Speaks Redis's protocol over streams. */
final class RespClient implements AutoCloseable {
  private final Streams streams;

  RespClient(Streams streams) {
    this.streams = streams;
  }

  /** Sends a command without waiting for its answer. */
  void send(String... words) throws IOException {
    StringBuilder command = new StringBuilder("*%s\r\n".formatted(words.length));
    for (String word : words) {
      command.append("$%s\r\n%s\r\n".formatted(word.length(), word));
    }
    streams.writer().write(bytes(command.toString()));
    streams.writer().drain();
  }

  Object ask(String... words) throws IOException {
    send(words);
    return answer();
  }

  /** {@return the next answer: a text, a number, a list, or null} */
  @Nullable Object answer() throws IOException {
    String line = line();
    String rest = line.substring(1);
    switch (line.charAt(0)) {
      case '+':
        return rest;
      case '-':
        throw new IOException(rest);
      case ':':
        return Long.parseLong(rest);
      case '$':
        int length = Integer.parseInt(rest);
        if (length < 0) {
          return null;
        }
        String text = new String(streams.reader().readexactly(length));
        line();
        return text;
      case '*':
        List<Object> all = new ArrayList<>();
        for (int i = Integer.parseInt(rest); i > 0; i--) {
          all.add(answer());
        }
        return all;
      default:
        throw new IOException("not an answer: " + line);
    }
  }

  private String line() throws IOException {
    String line = new String(streams.reader().readuntil(bytes("\r\n")));
    return line.substring(0, line.length() - 2);
  }

  @Override
  public void close() {
    streams.close();
  }
}
