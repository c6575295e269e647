package io.trestle.bench.standin;

import io.trestle.driver.wrap.DelegatingStatement;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;

/** A prepared statement of which nothing is asked that a benchmark does not name. */
abstract class UnaskedStatement extends DelegatingStatement implements PreparedStatement {

  private static UnsupportedOperationException unasked() {
    return new UnsupportedOperationException("the stand-in is not asked for that");
  }

  @Override
  protected Statement delegate() {
    throw unasked();
  }

  @Override
  protected ResultSet results(ResultSet raw) {
    return raw;
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("no " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }

  @Override
  public void setNull(int index, int value) {
    throw unasked();
  }

  @Override
  public void setBoolean(int index, boolean value) {
    throw unasked();
  }

  @Override
  public void setByte(int index, byte value) {
    throw unasked();
  }

  @Override
  public void setShort(int index, short value) {
    throw unasked();
  }

  @Override
  public void setLong(int index, long value) {
    throw unasked();
  }

  @Override
  public void setFloat(int index, float value) {
    throw unasked();
  }

  @Override
  public void setDouble(int index, double value) {
    throw unasked();
  }

  @Override
  public void setBigDecimal(int index, BigDecimal value) {
    throw unasked();
  }

  @Override
  public void setBytes(int index, byte[] value) {
    throw unasked();
  }

  @Override
  public void setDate(int index, Date value) {
    throw unasked();
  }

  @Override
  public void setTime(int index, Time value) {
    throw unasked();
  }

  @Override
  public void setTimestamp(int index, Timestamp value) {
    throw unasked();
  }

  @Override
  public void setAsciiStream(int index, InputStream value, int more) {
    throw unasked();
  }

  @Override
  @Deprecated
  public void setUnicodeStream(int index, InputStream value, int more) {
    throw unasked();
  }

  @Override
  public void setBinaryStream(int index, InputStream value, int more) {
    throw unasked();
  }

  @Override
  public void clearParameters() {
    throw unasked();
  }

  @Override
  public void setObject(int index, Object value, int more) {
    throw unasked();
  }

  @Override
  public void setObject(int index, Object value) {
    throw unasked();
  }

  @Override
  public boolean execute() {
    throw unasked();
  }

  @Override
  public void setCharacterStream(int index, Reader value, int more) {
    throw unasked();
  }

  @Override
  public void setRef(int index, Ref value) {
    throw unasked();
  }

  @Override
  public void setBlob(int index, Blob value) {
    throw unasked();
  }

  @Override
  public void setClob(int index, Clob value) {
    throw unasked();
  }

  @Override
  public void setArray(int index, Array value) {
    throw unasked();
  }

  @Override
  public ResultSetMetaData getMetaData() {
    throw unasked();
  }

  @Override
  public void setDate(int index, Date value, Calendar more) {
    throw unasked();
  }

  @Override
  public void setTime(int index, Time value, Calendar more) {
    throw unasked();
  }

  @Override
  public void setTimestamp(int index, Timestamp value, Calendar more) {
    throw unasked();
  }

  @Override
  public void setNull(int index, int value, String more) {
    throw unasked();
  }

  @Override
  public void setURL(int index, URL value) {
    throw unasked();
  }

  @Override
  public ParameterMetaData getParameterMetaData() {
    throw unasked();
  }

  @Override
  public void setRowId(int index, RowId value) {
    throw unasked();
  }

  @Override
  public void setNString(int index, String value) {
    throw unasked();
  }

  @Override
  public void setNCharacterStream(int index, Reader value, long more) {
    throw unasked();
  }

  @Override
  public void setNClob(int index, NClob value) {
    throw unasked();
  }

  @Override
  public void setClob(int index, Reader value, long more) {
    throw unasked();
  }

  @Override
  public void setBlob(int index, InputStream value, long more) {
    throw unasked();
  }

  @Override
  public void setNClob(int index, Reader value, long more) {
    throw unasked();
  }

  @Override
  public void setSQLXML(int index, SQLXML value) {
    throw unasked();
  }

  @Override
  public void setObject(int index, Object value, int more, int most) {
    throw unasked();
  }

  @Override
  public void setAsciiStream(int index, InputStream value, long more) {
    throw unasked();
  }

  @Override
  public void setBinaryStream(int index, InputStream value, long more) {
    throw unasked();
  }

  @Override
  public void setCharacterStream(int index, Reader value, long more) {
    throw unasked();
  }

  @Override
  public void setAsciiStream(int index, InputStream value) {
    throw unasked();
  }

  @Override
  public void setBinaryStream(int index, InputStream value) {
    throw unasked();
  }

  @Override
  public void setCharacterStream(int index, Reader value) {
    throw unasked();
  }

  @Override
  public void setNCharacterStream(int index, Reader value) {
    throw unasked();
  }

  @Override
  public void setClob(int index, Reader value) {
    throw unasked();
  }

  @Override
  public void setBlob(int index, InputStream value) {
    throw unasked();
  }

  @Override
  public void setNClob(int index, Reader value) {
    throw unasked();
  }
}
