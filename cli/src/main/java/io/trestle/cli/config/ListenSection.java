package io.trestle.cli.config;

import io.trestle.cli.HostPort;
import io.trestle.proxy.Endpoint;
import io.trestle.proxy.Listener;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import picocli.CommandLine.TypeConversionException;

/** {@code listen}: an address, or a list of addresses, each alone or with what goes with it. */
final class ListenSection {

  static final List<String> KEYS = List.of("address", "proxy-protocol", "reuse-port", "mode");

  private static final String ADDRESS =
      "HOST:PORT such as 0.0.0.0:6432, or DIRECTORY:PORT such as /run/trestle:6432 for a unix"
          + " socket";

  private ListenSection() {}

  static List<Listener> read(Section root) {
    if (!root.has("listen")) {
      root.required("listen");
    }
    List<Node> entries = root.list("listen");
    if (root.has("listen") && entries.isEmpty()) {
      root.problem("listen", "is empty", ADDRESS);
    }
    List<Listener> listeners = new ArrayList<>();
    Set<Endpoint> seen = new HashSet<>();
    for (Node entry : entries) {
      Optional<Listener> listener = listener(root.problems(), entry);
      if (listener.isPresent() && !seen.add(listener.get().endpoint())) {
        root.problems()
            .add(entry, "listen " + listener.get().endpoint() + " is given twice", "it once");
      }
      listener.ifPresent(listeners::add);
    }
    return listeners;
  }

  private static Optional<Listener> listener(Problems problems, Node entry) {
    if (entry instanceof ScalarNode scalar) {
      return endpoint(problems, entry, scalar.getValue())
          .map(each -> new Listener(each, false, false, Listener.DEFAULT_SOCKET_MODE));
    }
    Section section = new Section(problems, entry, "an entry of listen", KEYS);
    boolean proxyProtocol = section.flag("proxy-protocol");
    boolean reusePort = section.flag("reuse-port");
    int mode = section.text("mode").map(text -> mode(section, text)).orElse(-1);
    Optional<Endpoint> endpoint =
        section.required("address").flatMap(text -> endpoint(problems, entry, text));
    if (endpoint.isEmpty()) {
      return Optional.empty();
    }
    if (section.has("mode") && !endpoint.get().isUnix()) {
      section.problem("mode", "beside a TCP address", "it for a unix socket only");
    }
    try {
      return Optional.of(
          new Listener(
              endpoint.get(),
              proxyProtocol,
              reusePort,
              mode < 0 ? Listener.DEFAULT_SOCKET_MODE : mode));
    } catch (IllegalArgumentException wrong) {
      problems.add(Problems.line(entry), wrong.getMessage().replace("reusePort", "reuse-port"));
      return Optional.empty();
    }
  }

  private static int mode(Section section, String text) {
    if (text.matches("0?[0-7]{3}")) {
      return Integer.parseInt(text, 8);
    }
    section.wrong("mode", text, "permissions in octal such as \"0600\" or \"0660\"");
    return -1;
  }

  private static Optional<Endpoint> endpoint(Problems problems, Node node, String text) {
    try {
      HostPort address = HostPort.parse(text);
      return Optional.of(new Endpoint(address.host(), address.port()));
    } catch (TypeConversionException | IllegalArgumentException wrong) {
      problems.add(
          node,
          "listen \"%s\" (%s)".formatted(text, wrong.getMessage().lines().findFirst().orElse("")),
          ADDRESS);
      return Optional.empty();
    }
  }
}
