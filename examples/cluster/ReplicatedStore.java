// Run it: ./asyncio4j run examples/cluster/ReplicatedStore.java
// A key-value store on five replicas that elect a leader and copy its log: Raft, in short. The same
// program runs in simulations, where nodes crash and the network breaks: ReplicatedStoreTest.

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.asyncio4j.Asyncio.*;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.*;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.asyncio4j.*;
import org.asyncio4j.net.*;

public final class ReplicatedStore {
  static final double HEARTBEAT = 0.5; // seconds
  static final double ANSWER = 0.5;
  static final double PATIENCE = 1.5;

  /** What a replica has to know when it comes back after a crash. */
  interface Storage {
    /** {@return what was saved last; empty at first} */
    String load() throws IOException;

    /** Replaces all of it, at once; it is safe when this returns. */
    void save(String state) throws IOException;
  }

  /** Of a replica that does not come back. */
  record Forgetful() implements Storage {
    @Override
    public String load() {
      return "";
    }

    @Override
    public void save(String state) {}
  }

  /** A command, and the term of the leader that has taken it. */
  record Entry(int term, String command) {}

  /** Five replicas on this machine; a cluster has one on each. */
  static void main() throws IOException {
    var replicas = new TreeMap<String, InetSocketAddress>();
    for (String name : List.of("a", "b", "c", "d", "e")) {
      try (var free = new java.net.ServerSocket(0)) {
        replicas.put(name, new InetSocketAddress("127.0.0.1", free.getLocalPort()));
      }
    }
    run(
        () ->
            TaskGroup.run(
                group -> {
                  for (String name : replicas.keySet()) {
                    group.createTask(new Replica(name, replicas, new Forgetful(), new Random())::run);
                  }
                  var all = List.copyOf(replicas.values());
                  command(all, "PUT apples 1 red");
                  command(all, "PUT pears 1 green");
                  IO.println("apples are " + command(all, "GET apples"));
                  group.cancel();
                }));
  }

  /** {@return the answer to a line} */
  static String ask(InetSocketAddress where, String line) throws IOException, TimeoutException {
    return timeout(
        ANSWER,
        () -> {
          try (var streams = Net.openConnection(where.getHostString(), where.getPort())) {
            streams.writer().write((line + "\n").getBytes(UTF_8));
            byte[] answer = streams.reader().readline();
            if (answer.length == 0) {
              throw new IOException("%s has gone without an answer".formatted(where));
            }
            return new String(answer, UTF_8).strip();
          }
        });
  }

  /** Asks one replica after the other until one answers that leads. */
  static String command(List<InetSocketAddress> replicas, String command) {
    for (int i = 0; ; i++) {
      try {
        String answer = ask(replicas.get(i % replicas.size()), command);
        if (answer.startsWith("OK")) {
          return answer.substring(2).strip();
        }
      } catch (IOException | TimeoutException perhapsDone) {
        // So commands have to bear being done twice.
      }
      sleep(0.1);
    }
  }

  static class Replica {
    private final String name;
    private final InetSocketAddress address;
    private final Map<String, InetSocketAddress> peers;
    private final Storage storage;
    private final RandomGenerator random;
    private TaskGroup tasks;

    // What it is changes under the lock; these three are saved before anybody is told.
    private final Lock lock = new Lock();
    private final Condition changed = new Condition(lock);
    private int term;
    private String votedFor = "";
    private final List<Entry> log = new ArrayList<>();

    private boolean leading;
    private double patienceEnds;
    private final Map<String, Integer> match = new TreeMap<>(); // a peer has the log up to here
    private final List<String> results = new ArrayList<>(); // of the entries that are committed
    private final Map<String, String> values = new TreeMap<>(); // each with its version

    Replica(
        String name,
        Map<String, InetSocketAddress> replicas,
        Storage storage,
        RandomGenerator random) {
      this.name = name;
      this.address = replicas.get(name);
      this.peers = new TreeMap<>(replicas);
      this.peers.remove(name);
      this.storage = storage;
      this.random = random;
    }

    /** So many that any two groups of them have somebody in common. */
    int majority() {
      return (peers.size() + 1) / 2 + 1;
    }

    List<Entry> committed() {
      return List.copyOf(log.subList(0, results.size()));
    }

    void run() throws Exception {
      load();
      String host = address.getHostString();
      try (var server = Net.startServer(this::serve, host, address.getPort())) {
        TaskGroup.run(
            group -> {
              tasks = group;
              group.createTask(this::elect);
              server.serveForever();
            });
      }
    }

    private void serve(StreamReader reader, StreamWriter writer) throws IOException {
      try (writer) {
        for (String line : reader.lines()) {
          String[] words = line.split("\t");
          String answer =
              switch (words[0]) {
                case "VOTE" -> vote(number(words[1]), words[2], number(words[3]), number(words[4]));
                case "APPEND" -> append(words);
                default -> execute(line);
              };
          writer.write((answer + "\n").getBytes(UTF_8));
          writer.drain();
        }
      } catch (IOException gone) {
        // Whoever it was asks again.
      }
    }

    // Who leads.

    private void elect() throws IOException {
      for (beLeftAlone(); true; sleep(Math.max(0.01, patienceEnds - getRunningLoop().time()))) {
        if (!leading && getRunningLoop().time() >= patienceEnds) {
          campaign();
        }
      }
    }

    private void beLeftAlone() {
      patienceEnds = getRunningLoop().time() + PATIENCE * (1 + random.nextDouble());
    }

    private void campaign() throws IOException {
      int ballot;
      String question;
      try (var _ = lock.acquire()) {
        follow(term + 1);
        votedFor = name;
        beLeftAlone();
        save();
        ballot = term;
        question = "VOTE\t%s\t%s\t%s\t%s".formatted(term, name, log.size(), termAt(log.size()));
      }
      var votes = new int[] {1};
      for (InetSocketAddress peer : peers.values()) {
        tasks.createTask(
            () -> {
              String[] words = askIfThere(peer, question);
              try (var _ = lock.acquire()) {
                hear(number(words[0]));
                votes[0] += words[1].equals("yes") ? 1 : 0;
                if (term == ballot && !leading && votes[0] >= majority()) {
                  lead();
                }
              }
            });
      }
    }

    private String[] askIfThere(InetSocketAddress peer, String question) {
      try {
        return ask(peer, question).split("\t");
      } catch (IOException | TimeoutException unreachable) {
        return new String[] {"0", "silent"};
      }
    }

    private void lead() throws IOException {
      leading = true;
      log.add(new Entry(term, "LEAD " + name)); // commits what earlier leaders have left
      save();
      match.clear();
      int reign = term;
      peers.forEach((peer, where) -> tasks.createTask(() -> replicate(peer, where, reign)));
    }

    private String vote(int newTerm, String candidate, int lastIndex, int lastTerm)
        throws IOException {
      try (var _ = lock.acquire()) {
        hear(newTerm);
        int own = termAt(log.size());
        boolean knowsAll = lastTerm > own || (lastTerm == own && lastIndex >= log.size());
        boolean free = votedFor.isEmpty() || votedFor.equals(candidate);
        if (newTerm == term && knowsAll && free) {
          votedFor = candidate;
          beLeftAlone();
          save();
          return term + "\tyes";
        }
        return term + "\tno";
      }
    }

    /** If somebody is in a later term, this replica leads no more. */
    private void hear(int otherTerm) throws IOException {
      if (otherTerm > term) {
        follow(otherTerm);
        save();
      }
    }

    private void follow(int newTerm) {
      term = newTerm;
      votedFor = "";
      leading = false;
      changed.signalAll();
    }

    // The log. Entries count from 1.

    private int termAt(int index) {
      return index == 0 ? 0 : log.get(index - 1).term();
    }

    private void replicate(String peer, InetSocketAddress where, int reign) throws IOException {
      for (int known = log.size() - 1; leading && term == reign; ) {
        var message = new StringJoiner("\t").add("APPEND").add("" + term).add("" + known);
        message.add("" + termAt(known)).add("" + results.size());
        int upTo = Math.min(log.size(), known + 500);
        log.subList(known, upTo).forEach(e -> message.add(e.term() + " " + e.command()));
        String[] words = askIfThere(where, message.toString());
        try (var _ = lock.acquire()) {
          hear(number(words[0]));
          if (!leading || term != reign) {
            return;
          }
          if (words[1].equals("yes")) {
            known = upTo;
            match.put(peer, upTo);
            commitWhatMostHave();
          } else if (words[1].equals("no")) {
            known = 0; // all of it, then
            continue;
          }
          awaitNews(() -> log.size() > upTo || !leading || term != reign);
        }
      }
    }

    private void awaitNews(BooleanSupplier news) {
      try {
        timeout(HEARTBEAT, () -> changed.awaitUntil(news));
      } catch (TimeoutException nothing) {
        // A sign of life then.
      }
    }

    private void commitWhatMostHave() {
      var reached = new ArrayList<>(match.values());
      reached.add(log.size());
      reached.sort(Comparator.reverseOrder());
      int most = reached.size() < majority() ? 0 : reached.get(majority() - 1);
      if (termAt(most) == term) { // what an earlier leader has left only along with an own entry
        commit(most);
      }
    }

    private String append(String[] words) throws IOException {
      try (var _ = lock.acquire()) {
        hear(number(words[1]));
        int known = number(words[2]);
        boolean current = number(words[1]) == term;
        if (current) {
          beLeftAlone();
        }
        if (!current || known > log.size() || termAt(known) != number(words[3])) {
          return term + "\tno";
        }
        for (int i = 5; i < words.length; i++) {
          String[] parts = words[i].split(" ", 2);
          take(known + i - 4, new Entry(number(parts[0]), parts[1]));
        }
        if (words.length > 5) {
          save();
        }
        commit(Math.min(number(words[4]), known + words.length - 5));
        return term + "\tyes";
      }
    }

    /** Removes only what contradicts the leader: its message may be an old one. */
    private void take(int index, Entry entry) {
      if (index <= log.size() && termAt(index) != entry.term()) {
        log.subList(index - 1, log.size()).clear();
      }
      if (index > log.size()) {
        log.add(entry);
      }
    }

    private void commit(int upTo) {
      while (results.size() < upTo) {
        results.add(apply(log.get(results.size()).command().split(" ")));
      }
      changed.signalAll();
    }

    private String apply(String[] words) {
      String[] old = values.getOrDefault(words[1], "0 ").split(" ", 2);
      // A late duplicate of an old command does nothing.
      if (words[0].equals("PUT") && number(words[2]) > number(old[0])) {
        values.put(words[1], words[2] + " " + words[3]);
      }
      return words[0].equals("GET") ? old[1] : "";
    }

    private String execute(String command) throws IOException {
      try (var _ = lock.acquire()) {
        if (!leading) {
          return "ASK ANOTHER";
        }
        var entry = new Entry(term, command);
        log.add(entry);
        int index = log.size();
        save();
        changed.signalAll();
        changed.awaitUntil(() -> results.size() >= index || !leading || term != entry.term());
        boolean done = results.size() >= index && log.get(index - 1) == entry;
        return done ? "OK " + results.get(index - 1) : "ASK ANOTHER";
      }
    }

    private void save() throws IOException {
      var state = new StringJoiner("\n").add(term + " " + votedFor);
      log.forEach(entry -> state.add(entry.term() + " " + entry.command()));
      try {
        storage.save(state.toString());
      } catch (IOException broken) {
        tasks.createTask(() -> fail(broken));
        throw broken;
      }
    }

    /** Without a disk this is no replica any more: its group ends, and with it all that it does. */
    private static void fail(IOException broken) throws IOException {
      throw broken;
    }

    private void load() throws IOException {
      for (String line : storage.load().lines().toList()) {
        String[] parts = line.split(" ", 2);
        if (term == 0) {
          term = number(parts[0]);
          votedFor = parts[1];
        } else {
          log.add(new Entry(number(parts[0]), parts[1]));
        }
      }
    }

    private static int number(String word) {
      return Integer.parseInt(word);
    }
  }
}
