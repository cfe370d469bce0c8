// Run it: ./asyncio4j run examples/HttpServer.java [PORT]
// HTTP/1.1 with keep-alive and pipelining, in a page of code; try curl http://127.0.0.1:8080/.

import static org.asyncio4j.Asyncio.*;
import static org.asyncio4j.net.Net.*;

import org.asyncio4j.*;
import org.asyncio4j.net.*;

record Request(String method, String path, String version, Map<String, String> headers, byte[] body) {
  boolean keepsAlive() {
    String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
    return version.equals("HTTP/1.1") ? !connection.equals("close") : connection.equals("keep-alive");
  }
}

record Response(int status, String reason, byte[] body) {
  static Response ok(byte[] body) {
    return new Response(200, "OK", body);
  }

  static Response refused(int status, String reason) {
    return new Response(status, reason, (reason + "\n").getBytes());
  }
}

static class BadRequest extends RuntimeException {
  private static final long serialVersionUID = 1;
  final Response response;

  BadRequest(int status, String reason) {
    super(reason);
    response = Response.refused(status, reason);
  }
}

// What the site has to say.
Response answer(Request request) {
  return switch (request.method() + " " + request.path()) {
    case "GET /", "HEAD /" -> Response.ok("hello, world\n".getBytes());
    case "POST /echo" -> Response.ok(request.body());
    case "GET /slow" -> {
      sleep(0.1); // other clients are served meanwhile
      yield Response.ok("at last\n".getBytes());
    }
    default -> Response.refused(404, "Not Found");
  };
}

Request read(StreamReader reader, StreamWriter writer) throws IOException {
  String head = new String(reader.readuntil("\r\n\r\n".getBytes()), StandardCharsets.ISO_8859_1);
  String[] lines = head.split("\r\n");
  String[] words = lines[0].split(" ");
  if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
    throw new BadRequest(400, "Bad Request");
  }
  var headers = new HashMap<String, String>();
  for (int i = 1; i < lines.length; i++) {
    int colon = lines[i].indexOf(':');
    if (colon <= 0) {
      throw new BadRequest(400, "Bad Request");
    }
    headers.put(
        lines[i].substring(0, colon).toLowerCase(Locale.ROOT), lines[i].substring(colon + 1).strip());
  }
  if (headers.containsKey("transfer-encoding")) {
    throw new BadRequest(411, "Length Required");
  }
  String length = headers.getOrDefault("content-length", "0");
  if (!length.matches("\\d{1,7}")) {
    throw new BadRequest(413, "Content Too Large");
  }
  if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
    writer.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes());
  }
  byte[] body = reader.readexactly(Integer.parseInt(length));
  return new Request(words[0], words[1], words[2], headers, body);
}

void send(StreamWriter writer, Response response, boolean keepsAlive, boolean withBody) {
  String head =
      "HTTP/1.1 %s %s\r\nContent-Type: text/plain\r\nContent-Length: %s\r\nConnection: %s\r\n\r\n"
          .formatted(
              response.status(),
              response.reason(),
              response.body().length,
              keepsAlive ? "keep-alive" : "close");
  writer.write(head.getBytes(StandardCharsets.ISO_8859_1));
  if (withBody) {
    writer.write(response.body()); // leaves together with the head
  }
}

void serve(StreamReader reader, StreamWriter writer) throws IOException {
  try (writer) {
    converse(reader, writer);
  } catch (IncompleteReadException | TimeoutException | ConnectionResetException gone) {
    // The client has had enough.
  }
}

void converse(StreamReader reader, StreamWriter writer) throws IOException, TimeoutException {
  try {
    boolean keepsAlive = true;
    while (keepsAlive) {
      var request = timeout(30, () -> read(reader, writer)); // a client may think that long
      keepsAlive = request.keepsAlive();
      send(writer, answer(request), keepsAlive, !request.method().equals("HEAD"));
      writer.drain();
    }
  } catch (BadRequest bad) {
    send(writer, bad.response, false, true);
  } catch (LimitOverrunException tooLong) {
    send(writer, Response.refused(431, "Request Header Fields Too Large"), false, true);
  }
}

void main(String[] arguments) {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8080;
  run(
      () -> {
        try (var server = startServer(this::serve, "127.0.0.1", port)) {
          IO.println("serving on " + server.sockets().getFirst());
          server.serveForever();
        }
      });
}
