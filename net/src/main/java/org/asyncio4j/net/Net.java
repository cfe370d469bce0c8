package org.asyncio4j.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * The network and processes, for the running loop: the front door of this module.
 *
 * <p>What waits is called in a task, and suspends that. What fails throws the JDK's own {@link
 * IOException}s, with the address in the message: {@link java.net.ConnectException} (refused, timed
 * out), {@link java.net.NoRouteToHostException} (unreachable), {@link java.net.BindException},
 * {@link java.net.UnknownHostException}, {@link java.net.SocketException} (connection reset, broken
 * pipe), {@link javax.net.ssl.SSLException}.
 *
 * <p>Python: the functions of the module {@code asyncio}, and the loop's methods, that concern
 * networks and processes.
 */
public final class Net {
  private Net() {}

  /** {@return the loop's reactor, for what only the machine's network has} */
  private static NettyReactor reactor(String caller) {
    MachineNetwork.require(caller);
    return MachineNetwork.reactor();
  }

  // --- streams ----------------------------------------------------------------------------------

  /**
   * Connects to a TCP server, and returns a reader and a writer.
   *
   * <p>Python: {@code asyncio.open_connection}.
   *
   * @param host a name or an address
   * @param port the port
   * @return the two ends of the connection that are ours
   * @throws IOException as {@link #createConnection(Supplier, String, int)}
   */
  public static Streams openConnection(String host, int port) throws IOException {
    return openConnection(host, port, ConnectOptions.DEFAULT, StreamOptions.DEFAULT);
  }

  /**
   * As {@link #openConnection(String, int)}, with options.
   *
   * @param host a name or an address
   * @param port the port
   * @param options TLS, local address, happy eyeballs
   * @return the two ends of the connection that are ours
   * @throws IOException as {@link #createConnection(Supplier, String, int)}
   */
  public static Streams openConnection(String host, int port, ConnectOptions options)
      throws IOException {
    return openConnection(host, port, options, StreamOptions.DEFAULT);
  }

  /**
   * As {@link #openConnection(String, int)}, with options.
   *
   * @param host a name or an address
   * @param port the port
   * @param options TLS, local address, happy eyeballs
   * @param streams the reader's limit
   * @return the two ends of the connection that are ours
   * @throws IOException as {@link #createConnection(Supplier, String, int)}
   */
  public static Streams openConnection(
      String host, int port, ConnectOptions options, StreamOptions streams) throws IOException {
    return NetStreams.open(
        factory -> createConnection(factory, host, port, options).transport(), streams);
  }

  /**
   * Listens on a TCP port, and has each client served by a task of its own.
   *
   * <p>Python: {@code asyncio.start_server}.
   *
   * @param callback is called in a task for each connection, which it may leave open
   * @param host a name or an address of this machine; the empty string is every address
   * @param port the port; 0 is any, see {@link Server#sockets}
   * @return the server, which accepts connections already
   * @throws IOException if an address cannot be bound
   */
  public static Server startServer(ClientConnected callback, String host, int port)
      throws IOException {
    return startServer(callback, host, port, ServerOptions.DEFAULT);
  }

  /**
   * As {@link #startServer(ClientConnected, String, int)}, with options.
   *
   * @param callback is called in a task for each connection
   * @param host a name or an address of this machine
   * @param port the port
   * @param options backlog, TLS, and more
   * @return the server
   * @throws IOException if an address cannot be bound
   */
  public static Server startServer(
      ClientConnected callback, String host, int port, ServerOptions options) throws IOException {
    return startServer(callback, host, port, options, StreamOptions.DEFAULT);
  }

  /**
   * As {@link #startServer(ClientConnected, String, int)}, with options.
   *
   * @param callback is called in a task for each connection
   * @param host a name or an address of this machine
   * @param port the port
   * @param options backlog, TLS, and more
   * @param streams the readers' limit
   * @return the server
   * @throws IOException if an address cannot be bound
   */
  public static Server startServer(
      ClientConnected callback, String host, int port, ServerOptions options, StreamOptions streams)
      throws IOException {
    return createServer(NetStreams.serving(callback, streams), List.of(host), port, options);
  }

  /**
   * Connects to a server on a Unix socket, and returns a reader and a writer.
   *
   * <p>Python: {@code asyncio.open_unix_connection}.
   *
   * @param path the socket's file
   * @return the two ends of the connection that are ours
   * @throws IOException if nobody listens there
   */
  public static Streams openUnixConnection(Path path) throws IOException {
    return openUnixConnection(path, ConnectOptions.DEFAULT, StreamOptions.DEFAULT);
  }

  /**
   * As {@link #openUnixConnection(Path)}, with options.
   *
   * @param path the socket's file
   * @param options TLS
   * @param streams the reader's limit
   * @return the two ends of the connection that are ours
   * @throws IOException if nobody listens there
   */
  public static Streams openUnixConnection(Path path, ConnectOptions options, StreamOptions streams)
      throws IOException {
    return NetStreams.open(
        factory -> createUnixConnection(factory, path, options).transport(), streams);
  }

  /**
   * Listens on a Unix socket, and has each client served by a task of its own.
   *
   * <p>Python: {@code asyncio.start_unix_server}.
   *
   * @param callback is called in a task for each connection
   * @param path the socket's file
   * @return the server, which accepts connections already
   * @throws IOException if the path cannot be bound
   */
  public static Server startUnixServer(ClientConnected callback, Path path) throws IOException {
    return startUnixServer(callback, path, ServerOptions.DEFAULT, StreamOptions.DEFAULT);
  }

  /**
   * As {@link #startUnixServer(ClientConnected, Path)}, with options.
   *
   * @param callback is called in a task for each connection
   * @param path the socket's file
   * @param options backlog, TLS, and more
   * @param streams the readers' limit
   * @return the server
   * @throws IOException if the path cannot be bound
   */
  public static Server startUnixServer(
      ClientConnected callback, Path path, ServerOptions options, StreamOptions streams)
      throws IOException {
    return createUnixServer(NetStreams.serving(callback, streams), path, options);
  }

  // --- transports and protocols -----------------------------------------------------------------

  /**
   * Connects to a TCP server.
   *
   * <p>If the calling task is cancelled, no socket is left behind.
   *
   * @param protocolFactory makes who is told of the connection: a {@link Protocol} or a {@link
   *     BufferedProtocol}
   * @param host a name or an address
   * @param port the port
   * @param <P> the protocol's type
   * @return the connection, of which the protocol has been told
   * @throws IOException if no address of the host can be connected to
   */
  public static <P extends BaseProtocol> Connection<P> createConnection(
      Supplier<P> protocolFactory, String host, int port) throws IOException {
    return createConnection(protocolFactory, host, port, ConnectOptions.DEFAULT);
  }

  /**
   * As {@link #createConnection(Supplier, String, int)}, with options.
   *
   * @param protocolFactory makes who is told of the connection
   * @param host a name or an address
   * @param port the port
   * @param options TLS, local address, happy eyeballs
   * @param <P> the protocol's type
   * @return the connection
   * @throws IOException if no address of the host can be connected to
   * @throws org.asyncio4j.ExceptionGroup of what all addresses' attempts have thrown, if the
   *     options say so
   */
  public static <P extends BaseProtocol> Connection<P> createConnection(
      Supplier<P> protocolFactory, String host, int port, ConnectOptions options)
      throws IOException {
    Required.argument(protocolFactory, "protocolFactory");
    Required.argument(options, "options");
    return Network.current().createConnection(protocolFactory, host, port, options);
  }

  /**
   * Listens on a TCP port.
   *
   * @param protocolFactory makes a protocol for each connection
   * @param host a name or an address of this machine; the empty string is every address, of both
   *     families
   * @param port the port; 0 is any, see {@link Server#sockets}
   * @return the server, which accepts connections already
   * @throws IOException if an address cannot be bound
   */
  public static Server createServer(
      Supplier<? extends BaseProtocol> protocolFactory, String host, int port) throws IOException {
    return createServer(protocolFactory, List.of(host), port, ServerOptions.DEFAULT);
  }

  /**
   * As {@link #createServer(Supplier, String, int)}, with options.
   *
   * @param protocolFactory makes a protocol for each connection
   * @param host a name or an address of this machine
   * @param port the port
   * @param options TLS, backlog and more
   * @return the server
   * @throws IOException if an address cannot be bound
   */
  public static Server createServer(
      Supplier<? extends BaseProtocol> protocolFactory,
      String host,
      int port,
      ServerOptions options)
      throws IOException {
    return createServer(protocolFactory, List.of(host), port, options);
  }

  /**
   * As {@link #createServer(Supplier, String, int)}, on several addresses: each once, however often
   * it is named.
   *
   * @param protocolFactory makes a protocol for each connection
   * @param hosts names or addresses of this machine
   * @param port the port
   * @param options TLS, backlog and more
   * @return the server
   * @throws IOException if an address cannot be bound; then none is
   */
  public static Server createServer(
      Supplier<? extends BaseProtocol> protocolFactory,
      Collection<String> hosts,
      int port,
      ServerOptions options)
      throws IOException {
    Required.argument(protocolFactory, "protocolFactory");
    Required.argument(options, "options");
    return Network.current().createServer(protocolFactory, hosts, port, options);
  }

  /**
   * Has TLS begin on a connection. The handshake is waited for; if it fails, or the calling task is
   * cancelled, the connection is closed.
   *
   * @param transport of a connection made here, without TLS
   * @param protocol is told what comes from now on; not that the connection was made
   * @param sslContext the keys and whom to trust
   * @param options the name to check, or that this side is the server
   * @return the transport to use from now on
   * @throws IOException if the handshake fails
   * @throws IllegalArgumentException if a client has no name to check
   */
  public static Transport startTls(
      Transport transport, BaseProtocol protocol, SSLContext sslContext, TlsOptions options)
      throws IOException {
    return Transports.startTls(transport, protocol, sslContext, options);
  }

  /**
   * Connects to a server on a Unix socket.
   *
   * @param protocolFactory makes who is told of the connection
   * @param path the socket's file
   * @param <P> the protocol's type
   * @return the connection
   * @throws IOException if nobody listens there
   */
  public static <P extends BaseProtocol> Connection<P> createUnixConnection(
      Supplier<P> protocolFactory, Path path) throws IOException {
    return createUnixConnection(protocolFactory, path, ConnectOptions.DEFAULT);
  }

  /**
   * As {@link #createUnixConnection(Supplier, Path)}, with options.
   *
   * @param protocolFactory makes who is told of the connection
   * @param path the socket's file
   * @param options TLS, which needs a name for the server; the rest does not matter
   * @param <P> the protocol's type
   * @return the connection
   * @throws IOException if nobody listens there
   */
  public static <P extends BaseProtocol> Connection<P> createUnixConnection(
      Supplier<P> protocolFactory, Path path, ConnectOptions options) throws IOException {
    return Connecting.unix(reactor("createUnixConnection"), protocolFactory, path, options);
  }

  /**
   * Listens on a Unix socket. A socket that a dead server has left there is replaced; the file is
   * removed when the server is closed.
   *
   * @param protocolFactory makes a protocol for each connection
   * @param path the socket's file
   * @return the server
   * @throws IOException if it cannot be bound
   */
  public static Server createUnixServer(Supplier<? extends BaseProtocol> protocolFactory, Path path)
      throws IOException {
    return createUnixServer(protocolFactory, path, ServerOptions.DEFAULT);
  }

  /**
   * As {@link #createUnixServer(Supplier, Path)}, with options.
   *
   * @param protocolFactory makes a protocol for each connection
   * @param path the socket's file
   * @param options TLS, backlog
   * @return the server
   * @throws IOException if it cannot be bound
   */
  public static Server createUnixServer(
      Supplier<? extends BaseProtocol> protocolFactory, Path path, ServerOptions options)
      throws IOException {
    return Serving.unix(reactor("createUnixServer"), protocolFactory, path, options);
  }

  /**
   * Makes a socket for datagrams.
   *
   * @param protocolFactory makes who is told of datagrams
   * @param options where to receive, whom to send to
   * @param <P> the protocol's type
   * @return the transport and the protocol, which has been told
   * @throws IOException if an address cannot be bound, or a host is unknown
   */
  public static <P extends DatagramProtocol> DatagramEndpoint<P> createDatagramEndpoint(
      Supplier<P> protocolFactory, DatagramOptions options) throws IOException {
    Required.argument(protocolFactory, "protocolFactory");
    return Network.current().createDatagramEndpoint(protocolFactory, options);
  }

  /**
   * Sends a part of a file, without copying it through this process unless there is TLS. Nothing
   * else may be written meanwhile. The channel's position is where sending has ended.
   *
   * <p>If the calling task is cancelled, up to a mebibyte more is sent.
   *
   * @param transport of a connection made here
   * @param file open for reading; stays open
   * @param offset where to begin
   * @param count how many bytes at most
   * @return how many bytes have been sent: fewer if the file ends
   * @throws IOException if the connection is lost, or the file cannot be read
   * @throws IllegalStateException if the transport is closing
   */
  public static long sendfile(WriteTransport transport, FileChannel file, long offset, long count)
      throws IOException {
    return Sendfile.send(transport, file, offset, count);
  }

  /**
   * {@return the addresses of a host, as the system's resolver gives them; an address in figures is
   * itself}
   *
   * @param host a name or an address
   * @param port the port of the result
   * @throws IOException if there is no such host
   */
  public static List<InetSocketAddress> getaddrinfo(String host, int port) throws IOException {
    return Network.current().getaddrinfo(host, port);
  }

  /**
   * {@return the name of the host that has an address, or the address in figures if it has none}
   *
   * @param address the address
   */
  public static String getnameinfo(InetSocketAddress address) {
    return Network.current().getnameinfo(address);
  }

  /**
   * Makes a connection of a channel that a server of somebody else's has accepted.
   *
   * @param protocolFactory makes who is told of the connection
   * @param channel is connected; belongs to the connection from now on
   * @param <P> the protocol's type
   * @return the connection, of which the protocol has been told
   * @throws IOException if the connection is lost
   * @throws IllegalArgumentException if the channel is not connected
   */
  public static <P extends BaseProtocol> Connection<P> connectAcceptedSocket(
      Supplier<P> protocolFactory, SocketChannel channel) throws IOException {
    return connectAcceptedSocket(protocolFactory, channel, ServerOptions.DEFAULT);
  }

  /**
   * As {@link #connectAcceptedSocket(Supplier, SocketChannel)}, with options.
   *
   * @param protocolFactory makes who is told of the connection
   * @param channel is connected; belongs to the connection from now on
   * @param options TLS, of which this is the server's side, and keep-alive
   * @param <P> the protocol's type
   * @return the connection, of which the protocol has been told
   * @throws IOException if the handshake fails, or the connection is lost
   * @throws IllegalArgumentException if the channel is not connected
   */
  public static <P extends BaseProtocol> Connection<P> connectAcceptedSocket(
      Supplier<P> protocolFactory, SocketChannel channel, ServerOptions options)
      throws IOException {
    Required.argument(protocolFactory, "protocolFactory");
    Required.argument(channel, "channel");
    Required.argument(options, "options");
    return Transports.adopted(reactor("connectAcceptedSocket"), channel, protocolFactory, options);
  }

  // --- the JDK's own channels -------------------------------------------------------------------

  /**
   * Has a callback run whenever a channel can be read, or a server socket has a connection. It
   * replaces an earlier one. A thread of its own watches the channel.
   *
   * @param channel of the JDK, non-blocking
   * @param callback runs in a copy of the current context
   */
  public static void addReader(SelectableChannel channel, Runnable callback) {
    reactor("addReader").readiness().addReader(channel, callback);
  }

  /**
   * Ends what {@link #addReader} began.
   *
   * @param channel of the JDK, non-blocking
   * @return whether there was a callback
   */
  public static boolean removeReader(SelectableChannel channel) {
    return reactor("removeReader").readiness().removeReader(channel);
  }

  /**
   * Has a callback run whenever a channel can be written to. It replaces an earlier one.
   *
   * @param channel of the JDK, non-blocking
   * @param callback runs in a copy of the current context
   */
  public static void addWriter(SelectableChannel channel, Runnable callback) {
    reactor("addWriter").readiness().addWriter(channel, callback);
  }

  /**
   * Ends what {@link #addWriter} began.
   *
   * @param channel of the JDK, non-blocking
   * @return whether there was a callback
   */
  public static boolean removeWriter(SelectableChannel channel) {
    return reactor("removeWriter").readiness().removeWriter(channel);
  }

  private static SocketOps socketOps(String caller) {
    return new SocketOps(reactor(caller).readiness());
  }

  /**
   * Connects a channel. If the calling task is cancelled, the channel is still connecting.
   *
   * @param channel of the JDK, non-blocking
   * @param address where to
   * @throws IOException if it cannot be connected
   */
  public static void sockConnect(SocketChannel channel, SocketAddress address) throws IOException {
    socketOps("sockConnect").connect(channel, address);
  }

  /**
   * Accepts a connection.
   *
   * @param channel of the JDK, non-blocking
   * @return its channel, non-blocking
   * @throws IOException if the socket is closed
   */
  public static SocketChannel sockAccept(ServerSocketChannel channel) throws IOException {
    return socketOps("sockAccept").accept(channel);
  }

  /**
   * Receives what there is, waiting while there is nothing.
   *
   * @param channel of the JDK, non-blocking
   * @param bytes how many at most
   * @return at least one byte, none at the end
   * @throws IOException if the connection is lost
   */
  public static byte[] sockRecv(SocketChannel channel, int bytes) throws IOException {
    return socketOps("sockRecv").recv(channel, bytes);
  }

  /**
   * Receives what there is into a buffer, waiting while there is nothing.
   *
   * @param channel of the JDK, non-blocking
   * @param buffer has room
   * @return how many bytes, 0 at the end
   * @throws IOException if the connection is lost
   */
  public static int sockRecvInto(SocketChannel channel, ByteBuffer buffer) throws IOException {
    return socketOps("sockRecvInto").recvInto(channel, buffer);
  }

  /**
   * Receives a datagram.
   *
   * @param channel of the JDK, non-blocking
   * @return the datagram and its sender
   * @throws IOException if the socket fails
   */
  public static ReceivedDatagram sockRecvfrom(DatagramChannel channel) throws IOException {
    return socketOps("sockRecvfrom").recvfrom(channel);
  }

  /**
   * Sends all of a buffer. If the calling task is cancelled, its position says how much was sent.
   *
   * @param channel of the JDK, non-blocking
   * @param data what to send; not to be changed before the end
   * @throws IOException if the connection is lost
   */
  public static void sockSendall(SocketChannel channel, ByteBuffer data) throws IOException {
    socketOps("sockSendall").sendall(channel, data);
  }

  /**
   * Sends a datagram.
   *
   * @param channel of the JDK, non-blocking
   * @param data what to send
   * @param receiver where to
   * @return how many bytes
   * @throws IOException if it cannot be sent
   */
  public static int sockSendto(DatagramChannel channel, ByteBuffer data, SocketAddress receiver)
      throws IOException {
    return socketOps("sockSendto").sendto(channel, data, receiver);
  }

  /**
   * Sends a part of a file. The file's position is where sending has ended.
   *
   * @param channel of the JDK, non-blocking
   * @param file open for reading
   * @param offset where to begin
   * @param count how many bytes at most
   * @return how many bytes
   * @throws IOException if the connection is lost, or the file cannot be read
   */
  public static long sockSendfile(SocketChannel channel, FileChannel file, long offset, long count)
      throws IOException {
    return socketOps("sockSendfile").sendfile(channel, file, offset, count);
  }

  // --- processes --------------------------------------------------------------------------------

  /**
   * Starts a program with our own standard streams.
   *
   * <p>Python: {@code asyncio.create_subprocess_exec}.
   *
   * @param program a path, or a name that is looked for along the PATH
   * @param args its arguments, as they are
   * @return the running process
   * @throws IOException as {@link #createSubprocessExec(List, SubprocessOptions)}
   */
  public static Subprocess createSubprocessExec(String program, String... args) throws IOException {
    return Subprocesses.create(Subprocesses.command(program, args), SubprocessOptions.DEFAULT);
  }

  /**
   * Starts a program. If that is cancelled, the process is killed and waited for.
   *
   * <p>Python: {@code asyncio.create_subprocess_exec}.
   *
   * @param programAndArgs a path, or a name that is looked for along the PATH; and the program's
   *     arguments, as they are
   * @param options where its standard streams go, and more
   * @return the running process
   * @throws java.nio.file.NoSuchFileException if there is no such program, or working directory
   * @throws java.nio.file.AccessDeniedException if the program may not be executed
   * @throws IOException if it cannot be started for another reason, or a file for its streams
   *     cannot be opened
   * @throws IllegalArgumentException if the command is empty, or holds a null character
   */
  public static Subprocess createSubprocessExec(
      List<String> programAndArgs, SubprocessOptions options) throws IOException {
    return Subprocesses.create(programAndArgs, options);
  }

  /**
   * Has the shell run a command with our own standard streams.
   *
   * <p>Python: {@code asyncio.create_subprocess_shell}.
   *
   * @param cmd in the language of {@code /bin/sh}; whoever puts texts of others into it must quote
   *     them
   * @return the running process, which is the shell
   * @throws IOException if there is no shell
   */
  public static Subprocess createSubprocessShell(String cmd) throws IOException {
    return Subprocesses.create(Subprocesses.shell(cmd), SubprocessOptions.DEFAULT);
  }

  /**
   * Has the shell run a command.
   *
   * <p>Python: {@code asyncio.create_subprocess_shell}.
   *
   * @param cmd in the language of {@code /bin/sh}; whoever puts texts of others into it must quote
   *     them
   * @param options where its standard streams go, and more
   * @return the running process, which is the shell
   * @throws IOException as {@link #createSubprocessExec(List, SubprocessOptions)}
   */
  public static Subprocess createSubprocessShell(String cmd, SubprocessOptions options)
      throws IOException {
    return Subprocesses.create(Subprocesses.shell(cmd), options);
  }

  /**
   * Starts a program and has a protocol told of it. If that is cancelled, the process is killed and
   * waited for.
   *
   * <p>Python: {@code loop.subprocess_exec}.
   *
   * @param protocolFactory makes the protocol
   * @param programAndArgs a path, or a name that is looked for along the PATH; and the program's
   *     arguments, as they are
   * @param options where its standard streams go, and more; the limit has no meaning here
   * @param <P> the kind of protocol
   * @return the process's transport, and the protocol, which knows of it
   * @throws IOException as {@link #createSubprocessExec(List, SubprocessOptions)}
   */
  public static <P extends SubprocessProtocol> Connected<SubprocessTransport, P> subprocessExec(
      Supplier<P> protocolFactory, List<String> programAndArgs, SubprocessOptions options)
      throws IOException {
    return Subprocesses.exec(protocolFactory, programAndArgs, options);
  }

  /**
   * Has the shell run a command and a protocol told of it.
   *
   * <p>Python: {@code loop.subprocess_shell}.
   *
   * @param protocolFactory makes the protocol
   * @param cmd in the language of {@code /bin/sh}
   * @param options where its standard streams go, and more; the limit has no meaning here
   * @param <P> the kind of protocol
   * @return the transport of the shell, and the protocol, which knows of it
   * @throws IOException as {@link #createSubprocessExec(List, SubprocessOptions)}
   */
  public static <P extends SubprocessProtocol> Connected<SubprocessTransport, P> subprocessShell(
      Supplier<P> protocolFactory, String cmd, SubprocessOptions options) throws IOException {
    return Subprocesses.exec(protocolFactory, Subprocesses.shell(cmd), options);
  }

  /**
   * Reads a blocking stream in a thread of its own, and tells a protocol. Closing the transport
   * ends the thread when the read that it is in returns; the thread closes the stream.
   *
   * <p>Python: {@code loop.connect_read_pipe}.
   *
   * @param protocolFactory makes a {@link Protocol} or a {@link BufferedProtocol}
   * @param stream belongs to the transport from now on
   * @param <P> the kind of protocol
   * @return the transport, and the protocol, which knows of it
   */
  public static <P extends BaseProtocol> Connected<ReadTransport, P> connectReadPipe(
      Supplier<P> protocolFactory, InputStream stream) {
    return Pipes.connectReadPipe(protocolFactory, stream);
  }

  /**
   * Reads a pipe in a thread of its own, and tells a protocol.
   *
   * <p>Python: {@code loop.connect_read_pipe}.
   *
   * @param protocolFactory makes a {@link Protocol} or a {@link BufferedProtocol}
   * @param pipe in blocking mode; belongs to the transport from now on
   * @param <P> the kind of protocol
   * @return the transport, and the protocol, which knows of it
   * @throws IllegalArgumentException if the pipe is in non-blocking mode
   */
  public static <P extends BaseProtocol> Connected<ReadTransport, P> connectReadPipe(
      Supplier<P> protocolFactory, Pipe.SourceChannel pipe) {
    return Pipes.connectReadPipe(protocolFactory, pipe);
  }

  /**
   * Has a thread of its own write to a blocking stream what a transport is given. Closing the
   * transport ends the thread when all is written; the thread closes the stream.
   *
   * <p>Python: {@code loop.connect_write_pipe}.
   *
   * @param protocolFactory makes the protocol
   * @param stream belongs to the transport from now on
   * @param <P> the kind of protocol
   * @return the transport, and the protocol, which knows of it
   */
  public static <P extends BaseProtocol> Connected<WriteTransport, P> connectWritePipe(
      Supplier<P> protocolFactory, OutputStream stream) {
    return Pipes.connectWritePipe(protocolFactory, stream);
  }

  /**
   * Has a thread of its own write to a pipe what a transport is given.
   *
   * <p>Python: {@code loop.connect_write_pipe}.
   *
   * @param protocolFactory makes the protocol
   * @param pipe in blocking mode; belongs to the transport from now on
   * @param <P> the kind of protocol
   * @return the transport, and the protocol, which knows of it
   * @throws IllegalArgumentException if the pipe is in non-blocking mode
   */
  public static <P extends BaseProtocol> Connected<WriteTransport, P> connectWritePipe(
      Supplier<P> protocolFactory, Pipe.SinkChannel pipe) {
    return Pipes.connectWritePipe(protocolFactory, pipe);
  }
}
