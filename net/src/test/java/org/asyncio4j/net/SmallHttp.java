package org.asyncio4j.net;

import static org.asyncio4j.net.TcpTest.bytes;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** As much of an HTTP/1.1 server as its clients need for a conversation. */
final class SmallHttp implements ClientConnected {
  int connections;
  int requests;

  @Override
  public void clientConnected(StreamReader reader, StreamWriter writer) throws Exception {
    connections++;
    try (writer) {
      for (byte[] first : reader) {
        String[] request = new String(first).trim().split(" ");
        Map<String, String> headers = new HashMap<>();
        for (String line; !(line = new String(reader.readline()).trim()).isEmpty(); ) {
          int colon = line.indexOf(':');
          headers.put(
              line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        if ("100-continue".equals(headers.get("expect"))) {
          writer.write(bytes("HTTP/1.1 100 Continue\r\n\r\n"));
        }
        byte[] body = length == 0 ? new byte[0] : reader.readexactly(length);
        requests++;
        byte[] answer =
            bytes("%s %s %s %s".formatted(request[0], request[1], requests, new String(body)));
        writer.write(
            bytes("HTTP/1.1 200 OK\r\nContent-Length: %s\r\n\r\n".formatted(answer.length)));
        writer.write(answer);
        writer.drain();
        if ("close".equals(headers.get("connection"))) {
          return;
        }
      }
    }
  }
}
