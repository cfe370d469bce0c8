package org.asyncio4j.benchmarks.contestants;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Servers with a virtual thread that blocks for each connection: see {@link EchoServer}. */
final class VirtualThreadsEcho {
  private static final int BACKLOG = 1_024;

  private VirtualThreadsEcho() {}

  /** What a connection's thread does. */
  private interface Conversation {
    void run(Socket socket) throws IOException;
  }

  static void main(String[] arguments) throws Exception {
    InetAddress host = InetAddress.getLoopbackAddress();
    boolean tls = arguments[0].equals(EchoServer.TLS);
    Conversation conversation =
        switch (arguments[0]) {
          case EchoServer.STREAMS, EchoServer.TLS -> VirtualThreadsEcho::echo;
          case EchoServer.HTTP -> VirtualThreadsEcho::hello;
          default -> throw EchoServer.unknown(arguments[0]);
        };
    ServerSocket server =
        tls
            ? EchoServer.tls(arguments[1])
                .getServerSocketFactory()
                .createServerSocket(0, BACKLOG, host)
            : new ServerSocket(0, BACKLOG, host);
    Thread.startVirtualThread(() -> accept(server, conversation));
    EchoServer.ready(server.getLocalPort());
    EchoServer.awaitEnd();
  }

  private static void accept(ServerSocket server, Conversation conversation) {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        Thread.startVirtualThread(() -> converse(socket, conversation));
      }
    } catch (IOException broken) {
      System.err.println("accept failed: " + broken);
    }
  }

  private static void converse(Socket socket, Conversation conversation) {
    try (socket) {
      conversation.run(socket);
    } catch (IOException gone) {
      // The client has closed the connection without ado.
    }
  }

  private static void echo(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    byte[] data = new byte[EchoServer.CHUNK];
    for (int count; (count = in.read(data)) > 0; ) {
      out.write(data, 0, count);
    }
  }

  private static void hello(Socket socket) throws IOException {
    var in = new BufferedInputStream(socket.getInputStream());
    OutputStream out = socket.getOutputStream();
    int matched = 0;
    for (int next; (next = in.read()) >= 0; ) {
      matched =
          next == EchoServer.END_OF_REQUEST[matched]
              ? matched + 1
              : next == EchoServer.END_OF_REQUEST[0] ? 1 : 0;
      if (matched == EchoServer.END_OF_REQUEST.length) {
        matched = 0;
        out.write(EchoServer.HELLO);
      }
    }
  }
}
