package io.trestle.cli;

import io.trestle.rules.Phase;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a phase as it stands in a rules file. */
public final class PhaseConverter implements ITypeConverter<Phase> {
  @Override
  public Phase convert(String value) {
    return Phase.ofLabel(value)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is no phase; expected %s".formatted(value, Phase.labels())));
  }
}
