package org.asyncio4j.testing.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.AbstractThrowableAssert;
import org.asyncio4j.Action;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** What does not follow from the seed ends the run, and is named. */
@DisabledIfSystemProperty(
    named = "asyncio4j.engine",
    matches = "handoff",
    disabledReason = "a simulation takes the loop engine whatever is asked for")
@Timeout(120)
final class UncontrolledTest {

  private static AbstractThrowableAssert<?, ? extends Throwable> assertUncontrolled(Action body) {
    return assertThatThrownBy(() -> PlainSimulation.run(1, body))
        .isInstanceOf(SimulationFailedError.class)
        .hasCauseInstanceOf(UncontrolledError.class);
  }

  @Test
  void aPlatformThreadIsRefusedWhereItIsStarted() {
    assertUncontrolled(() -> new Thread(() -> {}, "helper").start())
        .hasMessageContaining(
            "thread #1 'main' starts platform thread 'helper' (java.lang.Thread), which the"
                + " simulation cannot control: expected virtual threads")
        .cause()
        .hasStackTraceContaining("UncontrolledTest");
  }

  @Test
  void aPoolOfPlatformThreadsIsRefused() {
    assertUncontrolled(
            () -> {
              try (var executor = Executors.newFixedThreadPool(2)) {
                executor.submit(() -> 1).get();
              }
            })
        .hasMessageContaining("starts platform thread 'pool-");
  }

  @Test
  void aProgramThatSwallowsTheErrorFailsAllTheSame() {
    assertUncontrolled(
            () -> {
              try {
                Thread.ofPlatform().name("hidden").start(() -> {});
              } catch (Throwable ignored) {
                // as some libraries do
              }
            })
        .hasMessageContaining("'hidden'");
  }

  @Test
  void aPoolOfWorkersIsRefused() {
    assertUncontrolled(
            () -> {
              try (var pool = new ForkJoinPool(1)) {
                pool.submit(() -> 1).get();
              }
            })
        .hasMessageContaining("starts platform thread 'ForkJoinPool-");
  }

  @Test
  void aWakeUpByAnotherThreadIsNamed() throws InterruptedException {
    var simulated = new AtomicReference<Thread>();
    var woken = new AtomicBoolean();
    var waker =
        Thread.ofPlatform()
            .name("outsider")
            .start(
                () -> {
                  while (simulated.get() == null
                      || simulated.get().getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                  }
                  LockSupport.unpark(simulated.get());
                  woken.set(true);
                });
    var options = PlainOptions.DEFAULT.withMaxSteps(Long.MAX_VALUE);

    assertThatThrownBy(
            () ->
                PlainSimulation.run(
                    options,
                    () -> {
                      Thread.startVirtualThread(
                          () -> {
                            while (!woken.get()) {
                              Thread.yield();
                            }
                          });
                      simulated.set(Thread.currentThread());
                      LockSupport.park();
                      return null;
                    }))
        .hasCauseInstanceOf(UncontrolledError.class)
        .hasMessageContaining(
            "thread #1 'main' was woken by platform thread 'outsider', which the simulation does"
                + " not control");
    waker.join();
  }

  @Test
  void aWakeUpByAnotherThreadBeforeTheWaitIsNamed() throws InterruptedException {
    var simulated = new AtomicReference<Thread>();
    var woken = new AtomicBoolean();
    var waker =
        Thread.ofPlatform()
            .name("outsider")
            .start(
                () -> {
                  while (simulated.get() == null) {
                    Thread.onSpinWait();
                  }
                  LockSupport.unpark(simulated.get());
                  woken.set(true);
                });
    var options = PlainOptions.DEFAULT.withMaxSteps(Long.MAX_VALUE);

    assertThatThrownBy(
            () ->
                PlainSimulation.run(
                    options,
                    () -> {
                      simulated.set(Thread.currentThread());
                      while (!woken.get()) {
                        Thread.yield();
                      }
                      LockSupport.park(); // returns at once
                      return null;
                    }))
        .hasCauseInstanceOf(UncontrolledError.class)
        .hasMessageContaining(
            "thread #1 'main' was woken by platform thread 'outsider', which the simulation does"
                + " not control");
    waker.join();
  }

  @Test
  void threadsThatWakeEachOtherAreNotOutside() {
    var simulated =
        PlainSimulation.runTask(
            PlainOptions.DEFAULT,
            () -> {
              Thread task = Thread.currentThread();
              Thread first = Thread.startVirtualThread(LockSupport::park);
              Thread second =
                  Thread.startVirtualThread(
                      () -> {
                        LockSupport.unpark(first);
                        LockSupport.unpark(task);
                      });
              LockSupport.park();
              first.join();
              second.join();
              return 1;
            });

    assertThat(simulated.result()).isEqualTo(1);
  }

  @Test
  void aWaitForASocketIsNamed() {
    var options = PlainOptions.DEFAULT.withAllowed(Uncontrolled.NETWORK);

    assertThatThrownBy(
            () ->
                PlainSimulation.run(
                    options,
                    () -> {
                      try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                        return server.accept();
                      }
                    }))
        .hasCauseInstanceOf(UncontrolledError.class)
        .hasMessageContaining("thread #1 'main' waits for real I/O: expected a fake of it")
        .hasMessageContaining("ServerSocket.accept");
  }

  @Test
  void aWaitWhilePinnedIsNamed() {
    assertUncontrolled(PinnedInItsInitializer::touch)
        .hasMessageContaining("thread #1 'main' blocks while it is pinned");
  }

  private static final class PinnedInItsInitializer {
    static {
      LockSupport.park();
    }

    static void touch() {}
  }

  /** Has a simulated thread be the first to use sockets; then uses them on ordinary threads. */
  static final class FirstSocket {
    public static void main(String[] arguments) throws Exception {
      try {
        PlainSimulation.run(
            PlainOptions.DEFAULT.withAllowed(Uncontrolled.NETWORK), FirstSocket::echo);
      } catch (SimulationFailedError expected) {
        System.out.println(expected.getCause().getClass().getSimpleName());
      }
      Thread ordinary =
          Thread.startVirtualThread(
              () -> {
                try {
                  System.out.println("echo " + echo());
                } catch (Exception e) {
                  System.out.println(e);
                }
              });
      ordinary.join();
    }

    private static int echo() throws Exception {
      try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
        Thread.startVirtualThread(
            () -> {
              try (var client = new Socket(server.getInetAddress(), server.getLocalPort())) {
                client.getOutputStream().write(7);
              } catch (Exception e) {
                System.out.println(e);
              }
            });
        try (var accepted = server.accept()) {
          return accepted.getInputStream().read();
        }
      }
    }
  }

  @Test
  void theJdksPollersNeverBelongToASimulation() throws Exception {
    List<String> printed = ChildRun.withAgent(FirstSocket.class);

    assertThat(printed).containsExactly("UncontrolledError", "echo 7");
  }
}
