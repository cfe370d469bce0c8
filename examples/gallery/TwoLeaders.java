// Run it: ./asyncio4j run examples/gallery/TwoLeaders.java
// A split brain: five nodes elect a leader, and get two, because half is not a majority.

import static org.asyncio4j.Asyncio.*;
import static org.asyncio4j.net.Net.*;

import org.asyncio4j.*;
import org.asyncio4j.net.*;
import org.asyncio4j.simulation.*;

final List<String> names = List.of("ann", "bob", "carl", "dora", "emil");

/** Votes once in each term, and stands for election when it has not heard of a leader for long. */
class Member {
  final String name;
  final Map<Integer, String> leaders; // of each term: what must not be two; for the test alone
  int term; // the last one that it has voted in
  double heard; // when there was a leader last

  Member(String name, Map<Integer, String> leaders) {
    this.name = name;
    this.leaders = leaders;
  }

  /** So many votes make a leader. */
  int majority() {
    return names.size() / 2; // 2 of 5, and there may be two such groups
  }

  void live() {
    createTask(() -> startServer(this::answer, "", 80).serveForever());
    while (true) {
      sleep(1 + Simulation.current().random().nextDouble());
      if (getRunningLoop().time() - heard > 1) {
        stand();
      }
    }
  }

  private void stand() {
    int ballot = ++term; // its own vote
    if (1 + askAll("vote", ballot) >= majority()) {
      Simulation.current().note("%s leads in term %s".formatted(name, ballot));
      String other = leaders.putIfAbsent(ballot, name);
      if (other != null) {
        throw new AssertionError("%s and %s both lead in term %s".formatted(other, name, ballot));
      }
      while (term == ballot) { // until somebody has voted for another one
        askAll("follow", ballot);
        sleep(0.3);
      }
    }
  }

  private void answer(StreamReader reader, StreamWriter writer) throws IOException {
    try (writer) {
      String[] question = new String(reader.readline()).strip().split(" ");
      int asked = Integer.parseInt(question[1]);
      boolean yes = question[0].equals("vote") ? asked > term : asked >= term;
      term = Math.max(term, asked);
      heard = yes ? getRunningLoop().time() : heard;
      writer.write((yes ? "yes\n" : "no\n").getBytes());
      writer.drain();
    }
  }

  /** {@return how many of the others say yes} */
  private int askAll(String what, int ballot) {
    var answers = new ArrayList<Task<Boolean>>();
    for (String peer : names) {
      if (!peer.equals(name)) {
        answers.add(createTask(() -> ask(peer, "%s %s\n".formatted(what, ballot))));
      }
    }
    return (int) await(gather(answers)).stream().filter(yes -> yes).count();
  }

  private boolean ask(String peer, String question) {
    try {
      return timeout(0.2, () -> send(peer, question)).equals("yes\n");
    } catch (Exception unreachable) {
      return false;
    }
  }

  private String send(String peer, String question) throws IOException {
    try (var streams = openConnection(peer, 80)) {
      streams.writer().write(question.getBytes());
      return new String(streams.reader().readline());
    }
  }
}

class FixedMember extends Member {
  FixedMember(String name, Map<Integer, String> leaders) {
    super(name, leaders);
  }

  @Override
  int majority() {
    return names.size() / 2 + 1; // any two such groups share a member, and it votes once
  }
}

interface Kind {
  Member make(String name, Map<Integer, String> leaders);
}

void cluster(Simulation simulation, Kind kind) {
  var leaders = new HashMap<Integer, String>();
  for (String name : names) {
    simulation.node(name).start(kind.make(name, leaders)::live);
  }
  for (int i = 0; i < 3; i++) { // again and again, another two are on their own for a while
    sleep(1 + simulation.random().nextDouble() * 3);
    var nodes = new ArrayList<>(names.stream().map(simulation::node).toList());
    Collections.shuffle(nodes, Random.from(simulation.random()));
    simulation.network().partition(nodes.subList(0, 2), nodes.subList(2, 5));
    sleep(3);
    simulation.network().heal();
  }
  if (leaders.isEmpty()) {
    throw new AssertionError("nobody leads");
  }
}

void broken(Simulation simulation) {
  cluster(simulation, Member::new);
}

void fixed(Simulation simulation) {
  cluster(simulation, FixedMember::new);
}

final SimulationOptions found = SimulationOptions.DEFAULT;
final int within = 20; // seeds
final int survives = Integer.getInteger("asyncio4j.simulation.runs", 10_000);

void main() {
  Simulation.shortestFailure(found, within, this::broken)
      .ifPresent(failure -> IO.println("broken: " + failure.getMessage()));
  var survived = Simulation.runSeeds(found, survives, this::fixed);
  IO.println(String.format(Locale.ROOT, "\nfixed: survived %,d seeds", survived.size()));
}
