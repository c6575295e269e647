package io.trestle.driver.wrap;

import java.sql.ParameterMetaData;
import java.sql.SQLException;
import org.postgresql.core.Oid;
import org.postgresql.core.TypeInfo;
import org.postgresql.util.GT;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/** The parameters of a statement whose text for the server has others. */
final class CompatParameterMetaData extends DelegatingParameterMetaData {

  private final ParameterMetaData delegate;
  private final ParameterMap map;
  private final Parameters parameters;
  private final TypeInfo types;

  CompatParameterMetaData(
      ParameterMetaData delegate, ParameterMap map, Parameters parameters, TypeInfo types) {
    this.delegate = delegate;
    this.map = map;
    this.parameters = parameters;
    this.types = types;
  }

  @Override
  protected ParameterMetaData delegate() {
    return delegate;
  }

  /** The driver's parameter, or 0 for one that it does not have. */
  private int theirs(int parameter) throws SQLException {
    if (parameter < 1 || parameter > map.count()) {
      throw new PSQLException(
          GT.tr(
              "The parameter index is out of range: {0}, number of parameters: {1}.",
              parameter, map.count()),
          PSQLState.INVALID_PARAMETER_VALUE);
    }
    return map.first(parameter);
  }

  private int type(int parameter) {
    return parameters.isText(parameter)
        ? Oid.VARCHAR
        : map.types().getOrDefault(parameter, Oid.UNSPECIFIED);
  }

  @Override
  public int getParameterCount() {
    return map.count();
  }

  @Override
  public String getParameterClassName(int parameter) throws SQLException {
    int theirs = theirs(parameter);
    return theirs > 0
        ? delegate.getParameterClassName(theirs)
        : types.getJavaClass(type(parameter));
  }

  @Override
  public int getParameterMode(int parameter) throws SQLException {
    theirs(parameter);
    return parameterModeIn;
  }

  @Override
  public int getParameterType(int parameter) throws SQLException {
    int theirs = theirs(parameter);
    return theirs > 0 ? delegate.getParameterType(theirs) : types.getSQLType(type(parameter));
  }

  @Override
  public String getParameterTypeName(int parameter) throws SQLException {
    int theirs = theirs(parameter);
    return theirs > 0 ? delegate.getParameterTypeName(theirs) : types.getPGType(type(parameter));
  }

  @Override
  public int getPrecision(int parameter) throws SQLException {
    theirs(parameter);
    return 0;
  }

  @Override
  public int getScale(int parameter) throws SQLException {
    theirs(parameter);
    return 0;
  }

  @Override
  public int isNullable(int parameter) throws SQLException {
    theirs(parameter);
    return parameterNullableUnknown;
  }

  @Override
  public boolean isSigned(int parameter) throws SQLException {
    int theirs = theirs(parameter);
    return theirs > 0 ? delegate.isSigned(theirs) : types.isSigned(type(parameter));
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this) ? type.cast(this) : delegate.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || delegate.isWrapperFor(type);
  }
}
