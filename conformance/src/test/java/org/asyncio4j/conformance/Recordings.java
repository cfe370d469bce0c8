package org.asyncio4j.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What this module keeps of CPython, for the tests; its folder is Maven's {@code basedir}. */
final class Recordings {
  static final Path TRACES = file("recorded/traces.jsonl.gz");
  static final Path REFERENCE = file("recorder/reference.py");

  private Recordings() {}

  private static Path file(String name) {
    return Path.of(System.getProperty("basedir", ".")).resolve(name);
  }

  static List<Program> all() throws IOException, ProgramException {
    var programs = new ArrayList<Program>();
    RecordedFile.read(TRACES, programs::add);
    return programs;
  }
}
