// Run it: ./asyncio4j run examples/UdpTime.java
// A time service by datagrams, and a client that asks again when no answer comes.

import static org.asyncio4j.Asyncio.*;
import static org.asyncio4j.net.Net.*;

import org.asyncio4j.*;
import org.asyncio4j.net.*;

class TimeService implements DatagramProtocol {
  private DatagramTransport transport;
  private int asked;

  @Override
  public void connectionMade(BaseTransport transport) {
    this.transport = (DatagramTransport) transport;
  }

  @Override
  public void datagramReceived(byte[] data, SocketAddress sender) {
    if (asked++ == 0) {
      IO.println("service: the first question is lost");
      return;
    }
    transport.sendto(Instant.now().toString().getBytes(), sender);
  }
}

// A protocol is a callback: what comes goes into a queue, and tasks take it from there.
class Answers implements DatagramProtocol {
  final Queue<String> queue = new Queue<>();

  @Override
  public void datagramReceived(byte[] data, SocketAddress sender) {
    queue.putNowait(new String(data));
  }
}

Instant askTime(SocketAddress service) throws IOException {
  var options = DatagramOptions.DEFAULT.withRemoteAddress((InetSocketAddress) service);
  var endpoint = createDatagramEndpoint(Answers::new, options);
  try {
    for (int attempt = 1; ; attempt++) {
      endpoint.transport().sendto("what time is it?".getBytes(), null);
      try {
        return Instant.parse(timeout(0.2 * attempt, () -> endpoint.protocol().queue.get()));
      } catch (TimeoutException e) {
        IO.println("client: no answer, asks again");
      }
    }
  } finally {
    endpoint.transport().close();
  }
}

void main() {
  run(
      () -> {
        var local = DatagramOptions.DEFAULT.withLocalAddress("127.0.0.1", 0);
        var service = createDatagramEndpoint(TimeService::new, local).transport();
        try {
          var time = askTime(service.getExtraInfo(ExtraInfo.SOCKNAME));
          boolean right = Duration.between(time, Instant.now()).abs().toSeconds() < 10;
          IO.println("client: it is " + (right ? "now" : time));
        } finally {
          service.close();
        }
      });
}
