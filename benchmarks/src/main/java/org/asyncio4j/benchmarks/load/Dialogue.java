package org.asyncio4j.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/**
 * What is sent, and what is to come back.
 *
 * @param request memory of its own
 * @param requestBytes how long it is
 * @param answer memory of its own, or the request's
 * @param answerBytes how long it is
 */
record Dialogue(MemorySegment request, int requestBytes, MemorySegment answer, int answerBytes) {
  private static final String GET =
      "GET /hello HTTP/1.1\r\nHost: localhost\r\nUser-Agent: load\r\nAccept: */*\r\n\r\n";
  private static final String HELLO =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, world!";

  /** {@return so many bytes, that come back} */
  static Dialogue echo(Arena arena, int bytes) {
    byte[] data = new byte[bytes];
    new Random(bytes).nextBytes(data);
    return of(arena, data, data);
  }

  /** {@return a request of HTTP and the greeting} */
  static Dialogue http(Arena arena) {
    return of(arena, GET.getBytes(US_ASCII), HELLO.getBytes(US_ASCII));
  }

  private static Dialogue of(Arena arena, byte[] request, byte[] answer) {
    return new Dialogue(
        arena.allocateFrom(ValueLayout.JAVA_BYTE, request),
        request.length,
        arena.allocateFrom(ValueLayout.JAVA_BYTE, answer),
        answer.length);
  }
}
