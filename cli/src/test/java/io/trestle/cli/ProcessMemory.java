package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM takes, read from outside behind a full collection. Its resident memory is told apart
 * by where it lies: pages of the Java heap stay resident as long as the collector keeps them, used
 * or not, so that their number says how it sizes the heap, and only what is used is the program's.
 *
 * @param heap what is used of the heap, in bytes
 * @param residentHeap pages of the heap that are resident
 * @param residentOutside all other resident pages: direct memory, threads, code, classes, and what
 *     the JVM itself takes
 * @param classes what is used of the heap, by class
 * @param outside what is committed outside the heap, by kind, where the JVM runs with {@code
 *     -XX:NativeMemoryTracking=summary}
 */
record ProcessMemory(
    long heap,
    long residentHeap,
    long residentOutside,
    Map<String, Long> classes,
    Map<String, Long> outside) {

  private static final Pattern HEAP = Pattern.compile("\\[0x(\\p{XDigit}+), 0x(\\p{XDigit}+)\\)");
  private static final Pattern MAPPING = Pattern.compile("(\\p{XDigit}+)-\\p{XDigit}+ .*");
  private static final Pattern RESIDENT = Pattern.compile("Rss: +(\\d+) kB");
  private static final Pattern KIND =
      Pattern.compile("- +(\\S.*) \\(reserved=\\d+KB, committed=(\\d+)KB");

  /** Reads it of a process with the collector G1, whose heap is one range of addresses. */
  static ProcessMemory of(long pid) throws Exception {
    Map<String, Long> classes = new TreeMap<>();
    long heap = 0;
    // The histogram is of what a full collection leaves.
    for (String line : jcmd(pid, "GC.class_histogram").split("\n")) {
      String[] columns = line.strip().split("\\s+");
      if (columns[0].equals("Total")) {
        heap = Long.parseLong(columns[2]);
      } else if (columns.length > 3 && columns[0].matches("\\d+:")) {
        classes.merge(columns[3], Long.parseLong(columns[2]), Long::sum);
      }
    }
    Matcher range = HEAP.matcher(jcmd(pid, "GC.heap_info"));
    assertThat(range.find()).as("the range of the heap").isTrue();
    long begin = Long.parseUnsignedLong(range.group(1), 16);
    long end = Long.parseUnsignedLong(range.group(2), 16);
    long residentHeap = 0;
    long residentOutside = 0;
    boolean inHeap = false;
    for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid), "smaps"))) {
      Matcher mapping = MAPPING.matcher(line);
      Matcher resident = RESIDENT.matcher(line);
      if (mapping.matches()) {
        long address = Long.parseUnsignedLong(mapping.group(1), 16);
        inHeap = begin <= address && address < end;
      } else if (resident.matches()) {
        long bytes = Long.parseLong(resident.group(1)) << 10;
        residentHeap += inHeap ? bytes : 0;
        residentOutside += inHeap ? 0 : bytes;
      }
    }
    return new ProcessMemory(heap, residentHeap, residentOutside, classes, outside(pid));
  }

  private static Map<String, Long> outside(long pid) throws Exception {
    Map<String, Long> kinds = new TreeMap<>();
    for (Matcher kind = KIND.matcher(jcmd(pid, "VM.native_memory", "summary")); kind.find(); ) {
      if (!kind.group(1).equals("Java Heap")) {
        kinds.put(kind.group(1), Long.parseLong(kind.group(2)) << 10);
      }
    }
    return kinds;
  }

  private static String jcmd(long pid, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(String.valueOf(pid));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
