package org.asyncio4j.simulation;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.asyncio4j.Asyncio;
import org.jspecify.annotations.Nullable;

/**
 * The disk of a node: files by name, which outlive crashes as far as they were synced. Loop thread
 * only.
 *
 * <p>What is written is in the system's memory at once, where programs of the node find it, also
 * after a {@link Node#kill}. Only {@link #sync} makes a {@link Node#crash} leave it. Of what was
 * not synced, each file loses all at a crash; or, with the probability of {@link #setTearing}, only
 * what comes after some byte.
 *
 * <p>Two fault points, which fire only if a {@link FaultPlan} names them: {@code disk.error} fails
 * any operation, {@code disk.full} one that writes.
 *
 * <p>If a task is cancelled while it waits here, what it wrote is written, and what it wanted to
 * sync is not synced.
 *
 * <p>Java only.
 */
public final class Disk {

  /** A file, as programs see it and as it would be after a crash. */
  private static final class Contents {
    byte[] current = {};
    byte @Nullable [] durable;
    private int changes;
    private int durableChanges;

    Contents() {}

    /** {@return a file as a crash has left it} Who still syncs the former one syncs nothing. */
    static Contents afterCrash(byte[] durable) {
      var contents = new Contents();
      contents.current = durable;
      contents.durable = durable;
      return contents;
    }

    void change(byte[] changed) {
      current = changed;
      changes++;
    }

    /** Has a crash leave what was there after so many changes, or what is durable if later. */
    void keep(byte[] then, int changesThen) {
      if (durable == null || changesThen >= durableChanges) {
        durable = then;
        durableChanges = changesThen;
      }
    }
  }

  private final Node node;
  private final Map<String, Contents> files = new LinkedHashMap<>();
  private Latency access = Latency.uniform(0.000_05, 0.000_2);
  private Latency sync = Latency.uniform(0.001, 0.005);
  private double tearing;
  private final Draws times;
  private final Draws crashes;
  private int operations;
  private int losses;

  Disk(Node node) {
    this.node = node;
    this.times = node.simulation().draws("times of the disk of " + node.name());
    this.crashes = node.simulation().draws("crashes of the disk of " + node.name());
  }

  /**
   * Changes how long it takes.
   *
   * @param access to read or write; at first 50 to 200 microseconds
   * @param sync to sync; at first one to five milliseconds
   */
  public void setLatency(Latency access, Latency sync) {
    this.access = Objects.requireNonNull(access, "access");
    this.sync = Objects.requireNonNull(sync, "sync");
  }

  /**
   * Changes how often a crash leaves a part of what was not synced; never, at first.
   *
   * @param probability for each file, from 0 to 1
   */
  public void setTearing(double probability) {
    tearing = Checks.probability(probability, "probability");
  }

  // --- what programs do -------------------------------------------------------------------------

  /**
   * {@return the contents of a file}
   *
   * @param file its name
   * @throws FileNotFoundException if there is none
   * @throws IOException if a fault says so, or the node of the calling task has crashed
   */
  public byte[] read(String file) throws IOException {
    begin("reads", file, 0);
    byte[] contents = contents(file).current.clone();
    takeTime(access);
    return contents;
  }

  /**
   * {@return whether there is a file}
   *
   * @param file its name
   */
  public boolean exists(String file) {
    return files.containsKey(Objects.requireNonNull(file, "file"));
  }

  /** {@return the names of all files, in the order in which they were made} */
  public List<String> names() {
    return List.copyOf(files.keySet());
  }

  /**
   * Replaces the contents of a file, which is made if there is none.
   *
   * @param file its name
   * @param contents is copied
   * @throws IOException if a fault says so, or the node of the calling task has crashed
   */
  public void write(String file, byte[] contents) throws IOException {
    byte[] copy = contents.clone();
    begin("writes", file, copy.length);
    refuseIfFull(file);
    files.computeIfAbsent(file, _ -> new Contents()).change(copy);
    takeTime(access);
  }

  /**
   * Adds to the end of a file, which is made if there is none.
   *
   * @param file its name
   * @param addition is copied
   * @throws IOException if a fault says so, or the node of the calling task has crashed
   */
  public void append(String file, byte[] addition) throws IOException {
    begin("appends to", file, addition.length);
    refuseIfFull(file);
    Contents contents = files.computeIfAbsent(file, _ -> new Contents());
    int length = contents.current.length;
    byte[] longer = Arrays.copyOf(contents.current, Math.addExact(length, addition.length));
    System.arraycopy(addition, 0, longer, length, addition.length);
    contents.change(longer);
    takeTime(access);
  }

  /**
   * Has a crash leave the file as it is now.
   *
   * @param file its name
   * @throws FileNotFoundException if there is none
   * @throws IOException if a fault says so, or the node of the calling task has crashed
   */
  public void sync(String file) throws IOException {
    begin("syncs", file, 0);
    Contents contents = contents(file);
    byte[] asked = contents.current;
    int changes = contents.changes;
    takeTime(sync);
    contents.keep(asked, changes);
  }

  /**
   * Removes a file, for good at once.
   *
   * @param file its name
   * @throws FileNotFoundException if there is none
   * @throws IOException if a fault says so, or the node of the calling task has crashed
   */
  public void delete(String file) throws IOException {
    begin("deletes", file, 0);
    contents(file);
    files.remove(file);
    takeTime(access);
  }

  /**
   * Gives a file another name, for good at once; a file that has that name is replaced. What of its
   * contents is not synced is not safer for it.
   *
   * @param file its name
   * @param name its new one
   * @throws FileNotFoundException if there is no such file
   * @throws IOException if a fault says so, or the node of the calling task has crashed
   */
  public void rename(String file, String name) throws IOException {
    Objects.requireNonNull(name, "name");
    begin("renames", file, 0);
    Contents contents = contents(file);
    files.remove(file);
    files.put(name, contents);
    takeTime(access);
  }

  private void begin(String what, String file, int bytes) throws IOException {
    Objects.requireNonNull(file, "file");
    NodeProcess process = NodeProcess.currentOrNull();
    if (process != null) {
      process.requireAlive();
    }
    Simulation simulation = node.simulation();
    simulation.trace().addAt(node.name(), what, file, bytes);
    if (simulation.faults().fires("disk.error", 0)) {
      throw new IOException("%s: Input/output error".formatted(file));
    }
  }

  private void refuseIfFull(String file) throws IOException {
    if (node.simulation().faults().fires("disk.full", 0)) {
      throw new IOException("%s: No space left on device".formatted(file));
    }
  }

  private Contents contents(String file) throws FileNotFoundException {
    Contents contents = files.get(file);
    if (contents == null) {
      throw new FileNotFoundException("%s: No such file or directory".formatted(file));
    }
    return contents;
  }

  private void takeTime(Latency latency) {
    operations++;
    Asyncio.sleep(Duration.ofNanos(nanos(latency, times.of(operations))));
  }

  private long nanos(Latency latency, RandomGenerator random) {
    Deviations deviations = node.simulation().deviations();
    long nanos = Checks.drawn(latency, random);
    if (deviations.areFree()) {
      return nanos;
    }
    long least = Checks.drawn(latency, Draws.LEAST);
    boolean slow =
        nanos > least
            && deviations.happens(
                Deviation.Kind.SLOW,
                Deviations.site(node.name()),
                operations,
                () ->
                    "operation %s of the disk of %s takes %s"
                        .formatted(operations, node.name(), Checks.millis(nanos)));
    return slow ? nanos : least;
  }

  // --- what happens to it -----------------------------------------------------------------------

  void powerLost() {
    files.forEach(this::loseWhatIsNotSynced);
    files.values().removeIf(contents -> contents.durable == null);
    files.replaceAll(
        (_, contents) -> Contents.afterCrash(Objects.requireNonNull(contents.durable)));
  }

  private void loseWhatIsNotSynced(String file, Contents contents) {
    if (contents.current == contents.durable) {
      return;
    }
    losses++;
    byte[] old = contents.durable == null ? new byte[0] : contents.durable;
    RandomGenerator random = crashes.of(losses);
    boolean torn = tearing > 0 && random.nextDouble() < tearing;
    int upTo = torn ? random.nextInt(contents.current.length + 1) : 0;
    if (!isLost(file, torn, upTo)) {
      contents.durable = contents.current;
    } else if (torn) {
      contents.durable = tear(old, contents.current, upTo);
    }
  }

  private boolean isLost(String file, boolean torn, int upTo) {
    return node.simulation()
        .deviations()
        .happens(
            Deviation.Kind.UNSYNCED,
            Deviations.site(node.name()),
            losses,
            () ->
                "%s loses what was not synced of %s%s"
                    .formatted(node.name(), file, torn ? " from byte %s on".formatted(upTo) : ""));
  }

  /** {@return the new contents up to a byte, and from there on the old ones} */
  private static byte[] tear(byte[] old, byte[] current, int upTo) {
    byte[] torn = Arrays.copyOf(old, Math.max(upTo, old.length));
    System.arraycopy(current, 0, torn, 0, upTo);
    return torn;
  }

  @Override
  public String toString() {
    return "disk of %s, %s files".formatted(node, files.size());
  }
}
