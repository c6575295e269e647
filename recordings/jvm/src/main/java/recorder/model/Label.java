package recorder.model;

import jakarta.persistence.*;
import java.math.BigDecimal;
import java.time.*;
import java.util.*;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity(name = "Label")
@Table(name = "labels")
@DynamicInsert
@DynamicUpdate
public class Label {
  @Id @GeneratedValue(strategy = GenerationType.IDENTITY) public Integer id;
  public String name;
  public String color;
}
