package org.asyncio4j.testing.plain;

import java.time.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.locks.*;

final class Trial2 {
  static int counter;
  static String p2(long seed) {
    var log = new StringBuilder();
    var r = PlainSimulation.run(seed, () -> {
      var q = new LinkedBlockingQueue<String>(3); var lock = new ReentrantLock(); var cond = lock.newCondition(); var sum = new int[1];
      try (var ex = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 5; i++) { int k = i; ex.submit(() -> { for (int j = 0; j < 4; j++) { Thread.sleep(1000 * k + j); q.put("p" + k + "." + j); } return null; }); }
        for (int i = 0; i < 2; i++) { int k = i; ex.submit(() -> { String s; while ((s = q.poll(10, TimeUnit.SECONDS)) != null) { log.append(k).append(s).append(' '); int v = sum[0]; Thread.yield(); sum[0] = v + 1; } return null; }); }
      }
      lock.lock(); try { log.append("| awaitNanos ").append(cond.await(3600, TimeUnit.SECONDS)); } finally { lock.unlock(); }
      long t0 = System.nanoTime(); var i0 = Instant.now(); Thread.sleep(Duration.ofDays(1));
      log.append(" | slept ").append((System.nanoTime() - t0) / 1_000_000_000L).append("s ").append(Duration.between(i0, Instant.now())).append(" now=").append(Instant.now());
      try { new CompletableFuture<String>().get(7, TimeUnit.SECONDS); } catch (TimeoutException e) { log.append(" | CF.get timeout ok"); }
      log.append(" | sum=").append(sum[0]).append("/20");
      return null;
    });
    return log + " | steps=" + r.steps() + " vtime=" + r.elapsed() + " hash=" + Long.toHexString(r.hash());
  }
  public static void main(String[] a) {
    System.out.println(p2(42)); System.out.println(p2(42).equals(p2(42)));
    PlainSimulation.run(1, () -> {
      System.out.println(Set.of("a", "b", "c", "d", "e") + " " + ThreadLocalRandom.current().nextInt(1000) + " " + new SplittableRandom().nextInt(1000) + " " + new Random().nextInt(1000) + " " + UUID.randomUUID() + " " + Math.random() + " " + Thread.currentThread().threadId());
      var l = new ArrayList<>(List.of(1, 2, 3, 4, 5)); Collections.shuffle(l); System.out.println(l);
      java.util.function.LongSupplier s = System::nanoTime; System.out.println(s.getAsLong() + " " + System.currentTimeMillis() + " " + Clock.systemUTC().instant() + " " + LocalDateTime.now(ZoneOffset.UTC) + " " + new Date().getTime());
      System.out.println(CompletableFuture.supplyAsync(() -> Thread.currentThread().getName()).thenApplyAsync(x -> x + "!").join());
      try { new CompletableFuture<String>().orTimeout(1, TimeUnit.HOURS).join(); } catch (CompletionException e) { System.out.println(e + " " + Instant.now()); }
      Object o = new Object(); synchronized (o) { o.wait(3000); } System.out.println(Instant.now());
    });
    for (int s = 0; s < 1000; s++) {
      int seed = s;
      int c = PlainSimulation.run(seed, () -> { counter = 0; var t = Thread.startVirtualThread(() -> counter++); var u = Thread.startVirtualThread(() -> counter++); t.join(); u.join(); return counter; }).result();
      if (c != 2) { System.out.println("lost update at seed " + s); break; }
    }
    for (int i = 0; i < 3; i++) {
      long t0 = System.nanoTime(); int n = 2000; var set = new HashSet<String>();
      for (int s = 0; s < n; s++) set.add(p2(s));
      System.out.println(n + " seeds, " + set.size() + " distinct, " + n / ((System.nanoTime() - t0) / 1e9) + " sims/s");
    }
    try { PlainSimulation.run(1, () -> { new Thread(() -> {}).start(); }); } catch (Throwable t) { System.out.println(t.getMessage()); }
    try { PlainSimulation.run(1, () -> { try (var e = Executors.newFixedThreadPool(2)) { e.submit(() -> 1).get(); } }); } catch (Throwable t) { System.out.println(t.getMessage()); }
    try { PlainSimulation.run(1, () -> { try (var ss = new java.net.ServerSocket(0)) { ss.accept(); } }); } catch (Throwable t) { System.out.println(t.getMessage()); }
    try { PlainSimulation.run(1, () -> { List.of(1, 2, 3, 4, 5, 6, 7, 8).parallelStream().map(x -> x + 1).toList(); }); } catch (Throwable t) { System.out.println(t.getMessage()); }
  }
}
