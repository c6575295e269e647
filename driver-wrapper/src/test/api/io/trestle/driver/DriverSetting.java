package io.trestle.driver;

import java.util.List;

public enum DriverSetting {
  RULES,
  STORE,
  CATALOG,
  METADATA,
  ANALYSIS_DEADLINE,
  FORCE_ANALYSIS;

  public native String key();

  public native String defaultValue();

  public native String meaning();

  public native List<String> choices();
}
