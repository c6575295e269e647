package io.trestle.proxy.session;

import io.trestle.proxy.wire.RowDescription;

/** Is told what a Describe is answered with. */
interface Description {

  /** The OIDs of the types of a statement's parameters. */
  default void parameters(int[] oids) {}

  /** The columns. */
  void columns(RowDescription columns);
}
