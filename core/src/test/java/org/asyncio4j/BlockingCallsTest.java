package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Plain Java that blocks, called by a task: other tasks go on meanwhile, and a cancellation reaches
 * it. On the hand-off engine it holds the loop up, as in Python.
 */
@Timeout(120)
final class BlockingCallsTest {

  private static boolean handoff() {
    return System.getProperty("asyncio4j.engine", "loop").equals("handoff");
  }

  /** What a call may wait for; opened by any thread. */
  private static final class Gate {
    private final CountDownLatch opened = new CountDownLatch(1);
    private final List<AutoCloseable> closeLast = new ArrayList<>();

    void open() {
      opened.countDown();
    }

    void awaitOpen() {
      boolean interrupted = false;
      while (true) {
        try {
          opened.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    /** Starts a thread that is not the loop's; it ends when the gate is open. */
    void foreign(Action action) {
      var thread =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    try {
                      action.run();
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                  });
      closeLast.add(() -> thread.join());
    }

    <T extends AutoCloseable> T closing(T resource) {
      closeLast.add(resource);
      return resource;
    }

    void close() throws Exception {
      open();
      for (AutoCloseable resource : closeLast.reversed()) {
        resource.close();
      }
    }
  }

  private interface Preparation {
    /** {@return the call, which blocks until the gate opens} */
    Action prepare(Gate gate) throws Exception;
  }

  private record Call(String name, boolean hearsInterrupts, Preparation preparation) {
    static Call of(String name, Preparation preparation) {
      return new Call(name, true, preparation);
    }

    static Call deaf(String name, Preparation preparation) {
      return new Call(name, false, preparation);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Call> CALLS =
      List.of(
          Call.deaf("ReentrantLock.lock", BlockingCallsTest::lock),
          Call.of("ReentrantLock.lockInterruptibly", BlockingCallsTest::lockInterruptibly),
          Call.deaf("synchronized", BlockingCallsTest::monitor),
          Call.of("Object.wait", BlockingCallsTest::objectWait),
          Call.of("CountDownLatch.await", gate -> gate.opened::await),
          Call.of("Semaphore.acquire", BlockingCallsTest::semaphore),
          Call.of("BlockingQueue.take", BlockingCallsTest::take),
          Call.of("BlockingQueue.put", BlockingCallsTest::put),
          Call.of("Exchanger.exchange", BlockingCallsTest::exchange),
          Call.of("Thread.join", BlockingCallsTest::join),
          Call.of("ServerSocket.accept", BlockingCallsTest::accept),
          Call.of("Socket.read", BlockingCallsTest::read),
          Call.of("SocketChannel.read", BlockingCallsTest::readChannel),
          Call.of("HttpClient.send", BlockingCallsTest::http),
          Call.of("Process.waitFor", BlockingCallsTest::process),
          Call.of("JDBC", BlockingCallsTest::jdbc));

  // --- the calls --------------------------------------------------------------------------------

  private static ReentrantLock heldUntilOpen(Gate gate) throws InterruptedException {
    var lock = new ReentrantLock();
    var held = new CountDownLatch(1);
    gate.foreign(
        () -> {
          lock.lock();
          held.countDown();
          gate.awaitOpen();
          lock.unlock();
        });
    held.await();
    return lock;
  }

  private static Action lock(Gate gate) throws Exception {
    ReentrantLock lock = heldUntilOpen(gate);
    return () -> {
      lock.lock();
      lock.unlock();
    };
  }

  private static Action lockInterruptibly(Gate gate) throws Exception {
    ReentrantLock lock = heldUntilOpen(gate);
    return () -> {
      lock.lockInterruptibly();
      lock.unlock();
    };
  }

  private static Action monitor(Gate gate) throws Exception {
    var monitor = new Object();
    var held = new CountDownLatch(1);
    gate.foreign(
        () -> {
          synchronized (monitor) {
            held.countDown();
            gate.awaitOpen();
          }
        });
    held.await();
    return () -> {
      synchronized (monitor) {
        assertThat(gate.opened.getCount()).isZero();
      }
    };
  }

  private static Action objectWait(Gate gate) {
    var monitor = new Object();
    gate.foreign(
        () -> {
          gate.awaitOpen();
          synchronized (monitor) {
            monitor.notifyAll();
          }
        });
    return () -> {
      synchronized (monitor) {
        while (gate.opened.getCount() > 0) {
          monitor.wait();
        }
      }
    };
  }

  private static Action semaphore(Gate gate) {
    var permits = new java.util.concurrent.Semaphore(0);
    gate.foreign(
        () -> {
          gate.awaitOpen();
          permits.release();
        });
    return permits::acquire;
  }

  private static Action take(Gate gate) {
    var queue = new LinkedBlockingQueue<String>();
    gate.foreign(
        () -> {
          gate.awaitOpen();
          queue.put("item");
        });
    return queue::take;
  }

  private static Action put(Gate gate) {
    var queue = new ArrayBlockingQueue<String>(1);
    queue.add("in the way");
    gate.foreign(
        () -> {
          gate.awaitOpen();
          queue.poll();
        });
    return () -> queue.put("item");
  }

  private static Action exchange(Gate gate) {
    var exchanger = new Exchanger<String>();
    gate.foreign(
        () -> {
          gate.awaitOpen();
          try {
            exchanger.exchange("foreign", 100, java.util.concurrent.TimeUnit.MILLISECONDS);
          } catch (TimeoutException nobodyIsThereAnyMore) {
            return;
          }
        });
    return () -> exchanger.exchange("mine");
  }

  private static Action join(Gate gate) {
    var thread = Thread.ofPlatform().daemon().start(gate::awaitOpen);
    return thread::join;
  }

  private static Action accept(Gate gate) throws Exception {
    var server = gate.closing(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    gate.foreign(
        () -> {
          gate.awaitOpen();
          if (!server.isClosed()) {
            try (var client = new Socket(server.getInetAddress(), server.getLocalPort())) {
              client.getOutputStream().write(1);
            } catch (java.net.ConnectException closedMeanwhile) {
              return;
            }
          }
        });
    return () -> server.accept().close();
  }

  private static Action read(Gate gate) throws Exception {
    var server = gate.closing(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    var client = gate.closing(new Socket(server.getInetAddress(), server.getLocalPort()));
    var accepted = gate.closing(server.accept());
    gate.foreign(
        () -> {
          gate.awaitOpen();
          accepted.getOutputStream().write(7);
        });
    return () -> assertThat(client.getInputStream().read()).isEqualTo(7);
  }

  private static Action readChannel(Gate gate) throws Exception {
    var server = gate.closing(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    var client = gate.closing(SocketChannel.open(server.getLocalSocketAddress()));
    var accepted = gate.closing(server.accept());
    gate.foreign(
        () -> {
          gate.awaitOpen();
          accepted.getOutputStream().write(7);
        });
    return () -> assertThat(client.read(ByteBuffer.allocate(1))).isOne();
  }

  private static Action http(Gate gate) throws Exception {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          gate.awaitOpen();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    gate.closing(() -> server.stop(0));
    var client = gate.closing(HttpClient.newHttpClient());
    var request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://%s:%s/"
                        .formatted(
                            server.getAddress().getHostString(), server.getAddress().getPort())))
            .build();
    return () ->
        assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
  }

  private static Action process(Gate gate) throws Exception {
    Process process = new ProcessBuilder("cat").start(); // until its input ends
    gate.closing(() -> process.destroy());
    gate.foreign(
        () -> {
          gate.awaitOpen();
          process.getOutputStream().close();
        });
    return () -> assertThat(process.waitFor()).isZero();
  }

  /** What the database calls: it can only call static methods. */
  public static final class Database {
    private static volatile Gate gate;

    public static void await() throws InterruptedException {
      gate.opened.await();
    }
  }

  private static Action jdbc(Gate gate) throws Exception {
    Database.gate = gate;
    var connection = gate.closing(DriverManager.getConnection("jdbc:h2:mem:"));
    var statement = connection.createStatement();
    statement.execute(
        "create alias wait_for_gate for '%s.await'".formatted(Database.class.getName()));
    return () -> statement.execute("call wait_for_gate()");
  }

  // --- the tests --------------------------------------------------------------------------------

  private interface Body {
    void run(Gate gate, Action call) throws Exception;
  }

  private static void prepared(Call call, Body body) throws Exception {
    var gate = new Gate();
    try {
      body.run(gate, call.preparation.prepare(gate));
    } finally {
      gate.close();
    }
  }

  /** Waits, letting the loop run, until the task is inside its call. */
  private static void letItBlock(Task<?> task) {
    do {
      sleep(0.001);
      assertThat(task.done()).isFalse();
    } while (task.frame == null || task.frame.thread().getState() == Thread.State.RUNNABLE);
  }

  @ParameterizedTest
  @FieldSource("CALLS")
  void otherTasksGoOnMeanwhile(Call call) throws Exception {
    assumeFalse(handoff());
    prepared(
        call,
        (gate, blocking) ->
            run(
                () -> {
                  var blocked =
                      createTask(
                          () -> {
                            blocking.run();
                            return "done";
                          });
                  letItBlock(blocked);
                  for (int turn = 0; turn < 10; turn++) {
                    sleep(0);
                  }
                  assertThat(blocked.done()).isFalse();
                  gate.open(); // nobody but another task opens it

                  assertThat(await(blocked)).isEqualTo("done");
                }));
  }

  @ParameterizedTest
  @FieldSource("CALLS")
  void cancellationInterruptsTheCallAndTheTaskEndsCancelled(Call call) throws Exception {
    assumeFalse(handoff());
    assumeTrue(call.hearsInterrupts);
    prepared(
        call,
        (gate, blocking) ->
            run(
                () -> {
                  var blocked = createTask(blocking);
                  letItBlock(blocked);
                  blocked.cancel();

                  assertThatThrownBy(() -> await(blocked)).isInstanceOf(CancelledError.class);
                  assertThat(blocked.cancelled()).isTrue();
                }));
  }

  @ParameterizedTest
  @FieldSource("CALLS")
  void timeoutOverTheCallIsATimeoutAndLeavesTheTaskAsItWas(Call call) throws Exception {
    assumeFalse(handoff());
    assumeTrue(call.hearsInterrupts);
    prepared(
        call,
        (gate, blocking) ->
            run(
                () -> {
                  assertThatThrownBy(() -> timeout(0.02, blocking))
                      .isInstanceOf(TimeoutException.class);
                  assertThat(Thread.currentThread().isInterrupted()).isFalse();
                  sleep(0.001); // no second cancellation
                }));
  }

  @ParameterizedTest
  @FieldSource("CALLS")
  void callThatHearsNoInterruptGoesOnAndTheCancellationComesAfterwards(Call call) throws Exception {
    assumeFalse(handoff());
    assumeFalse(call.hearsInterrupts);
    prepared(
        call,
        (gate, blocking) ->
            run(
                () -> {
                  var trace = new ArrayList<String>();
                  var blocked =
                      createTask(
                          () -> {
                            blocking.run();
                            trace.add("call returned");
                            sleep(60);
                            trace.add("never");
                          });
                  letItBlock(blocked);
                  blocked.cancel();
                  sleep(0.001);
                  assertThat(blocked.done()).isFalse();
                  gate.open();

                  assertThatThrownBy(() -> await(blocked)).isInstanceOf(CancelledError.class);
                  assertThat(trace).containsExactly("call returned");
                }));
  }

  @ParameterizedTest
  @FieldSource("CALLS")
  void interruptByAnotherThreadIsAnOrdinaryFailure(Call call) throws Exception {
    assumeFalse(handoff());
    assumeTrue(call.hearsInterrupts);
    prepared(
        call,
        (gate, blocking) ->
            run(
                () -> {
                  var blocked = createTask(blocking);
                  letItBlock(blocked);
                  Thread thread = blocked.frame.thread();
                  Thread.ofPlatform().start(thread::interrupt);

                  assertThatThrownBy(() -> await(blocked))
                      .isNotInstanceOf(CancelledError.class)
                      .satisfies(thrown -> assertThat(Throwables.isInterrupt(thrown)).isTrue());
                  assertThat(blocked.cancelled()).isFalse();
                }));
  }

  @ParameterizedTest
  @FieldSource("CALLS")
  void onTheHandOffEngineItHoldsTheLoopUp(Call call) throws Exception {
    assumeTrue(handoff());
    prepared(
        call,
        (gate, blocking) ->
            run(
                () -> {
                  var trace = new ArrayList<String>();
                  var blocked =
                      createTask(
                          () -> {
                            Thread caller = Thread.currentThread();
                            gate.foreign(
                                () -> {
                                  TestLoops.awaitBlocked(caller);
                                  gate.open(); // the loop cannot
                                });
                            blocking.run();
                            trace.add("call returned");
                          });
                  var other = createTask(() -> trace.add("other task"));
                  await(blocked);
                  await(other);

                  assertThat(trace).containsExactly("call returned", "other task");
                }));
  }
}
