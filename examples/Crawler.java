// Run it: ./asyncio4j run examples/Crawler.java
// Follows the links of a site of its own, three pages at once and no more, each one once.

import static org.asyncio4j.Asyncio.*;
import static org.asyncio4j.net.Net.*;

import org.asyncio4j.*;
import org.asyncio4j.net.*;

// The site: what each page links to. It takes its time.
final Map<String, List<String>> site =
    Map.of(
        "/", List.of("/fruit", "/news", "/about"),
        "/fruit", List.of("/apple", "/pear", "/cherry", "/"),
        "/news", List.of("/fruit", "/archive"),
        "/about", List.of("/"),
        "/apple", List.of("/fruit"),
        "/pear", List.of("/apple"),
        "/cherry", List.of("/plum"));

int visitors;
int mostVisitors;

void serve(StreamReader reader, StreamWriter writer) throws IOException {
  try (writer) {
    mostVisitors = Math.max(mostVisitors, ++visitors);
    String path = new String(reader.readuntil("\r\n\r\n".getBytes())).split(" ")[1];
    sleep(0.05);
    var links = site.get(path);
    writer.write((links == null ? "404 Not Found\r\n\r\n" : "200 OK\r\n\r\n").getBytes());
    for (String link : links == null ? List.<String>of() : links) {
      writer.write("<a href='%s'>\n".formatted(link).getBytes());
    }
  } finally {
    visitors--;
  }
}

class Crawler {
  private final int port;
  private final Semaphore places = new Semaphore(3);
  private final Map<String, Integer> found = new TreeMap<>(); // the links of each page, -1: broken

  Crawler(int port) {
    this.port = port;
  }

  Map<String, Integer> crawl(String start) {
    TaskGroup.run(group -> visit(group, start));
    return found;
  }

  private void visit(TaskGroup group, String path) {
    if (found.putIfAbsent(path, 0) != null) {
      return;
    }
    group.createTask(
        () -> {
          String page = fetch(path);
          var links = Pattern.compile("href='(.*?)'").matcher(page).results().toList();
          found.put(path, page.startsWith("200") ? links.size() : -1);
          links.forEach(link -> visit(group, link.group(1)));
        });
  }

  private String fetch(String path) throws Exception {
    try (var _ = places.acquire();
        var streams = timeout(5, () -> openConnection("127.0.0.1", port))) {
      streams.writer().write("GET %s HTTP/1.0\r\n\r\n".formatted(path).getBytes());
      return new String(timeout(5, () -> streams.reader().read()));
    }
  }
}

void main() {
  run(
      () -> {
        try (var server = startServer(this::serve, "127.0.0.1", 0)) {
          int port = ((InetSocketAddress) server.sockets().getFirst()).getPort();
          new Crawler(port)
              .crawl("/")
              .forEach(
                  (path, links) ->
                      IO.println(path + (links < 0 ? " is broken" : " has %s links".formatted(links))));
          IO.println("at most %s visitors at once".formatted(mostVisitors));
        }
      });
}
