package org.asyncio4j.testing.plain;

import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.locks.*;

final class Trial {
  static String locks(long seed, boolean sync) {
    var log = new StringBuilder();
    var r = PlainSimulation.run(seed, () -> {
      Object m = new Object(); int[] c = {0}; var lk = new ReentrantLock();
      try (var ex = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 6; i++) { int k = i; ex.submit(() -> {
          for (int j = 0; j < 10; j++) {
            if (sync) synchronized (m) { int v = c[0]; Thread.yield(); c[0] = v + 1; log.append(k); }
            else { lk.lock(); try { int v = c[0]; Thread.yield(); c[0] = v + 1; log.append(k); } finally { lk.unlock(); } }
            Thread.yield();
          } return null; }); }
      }
      return c[0];
    });
    return log + " " + r.result() + " " + r.steps() + " " + Long.toHexString(r.hash());
  }
  public static void main(String[] a) {
    System.out.println(locks(42, false));
    System.out.println(locks(42, true));
    for (boolean sync : new boolean[] {false, true}) {
      var set = new HashMap<String, Integer>();
      long t0 = System.nanoTime(); int n = 1000;
      for (int i = 0; i < n; i++) set.merge(locks(42, sync), 1, Integer::sum);
      System.out.println(sync + " distinct " + set.size() + " " + n / ((System.nanoTime() - t0) / 1e9) + "/s");
      set.clear();
      for (int i = 0; i < n; i++) set.merge(locks(i, sync), 1, Integer::sum);
      System.out.println(sync + " seeds distinct " + set.size());
    }
    try { PlainSimulation.run(1, () -> { new CountDownLatch(1).await(); }); } catch (Throwable t) { System.out.println(t.getMessage()); }
    try { PlainSimulation.run(1, () -> { Thread.sleep(1); }); } catch (Throwable t) { System.out.println(t.getMessage()); }
    try { PlainSimulation.run(1, () -> { CompletableFuture.supplyAsync(() -> { try { Thread.sleep(5);} catch (Exception e) {} return 1; }).join(); }); } catch (Throwable t) { System.out.println(t.getMessage()); }
    try { PlainSimulation.run(1, () -> { Thread.startVirtualThread(LockSupport::park); }); } catch (Throwable t) { System.out.println(t.getMessage()); }
    Object x = new Object(), y = new Object();
    try { PlainSimulation.explore(100, () -> {
      var t = Thread.ofVirtual().name("xy").start(() -> { synchronized (x) { Thread.yield(); synchronized (y) { Thread.yield(); } } });
      var u = Thread.ofVirtual().name("yx").start(() -> { synchronized (y) { Thread.yield(); synchronized (x) { Thread.yield(); } } });
      t.join(); u.join();
    }); } catch (Throwable t) { System.out.println(t.getMessage()); }
    try { PlainSimulation.explore(100, () -> {
      var p = new ReentrantLock(); var q = new ReentrantLock();
      var t = Thread.ofVirtual().name("xy").start(() -> { p.lock(); Thread.yield(); q.lock(); });
      var u = Thread.ofVirtual().name("yx").start(() -> { q.lock(); Thread.yield(); p.lock(); });
      t.join(); u.join();
    }); } catch (Throwable t) { System.out.println(t.getMessage()); }
  }
}
