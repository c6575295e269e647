package recorder.model;

import jakarta.persistence.*;
import java.math.BigDecimal;
import java.time.*;
import java.util.*;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity(name = "Customer")
@Table(name = "customers")
@DynamicInsert
@DynamicUpdate
public class Customer {
  @Id @GeneratedValue(strategy = GenerationType.IDENTITY) public Long id;
  public String email;
  public String name;
  public String city;
  public Boolean vip;
  public BigDecimal credit;
  public String[] tags;
  @JdbcTypeCode(SqlTypes.JSON) public Map<String, Object> preferences;
  public LocalDate born;
  public Instant createdAt;
  @Version public Integer version;
  @OneToMany(mappedBy = "customer") public List<Order> orders = new ArrayList<>();
  @OneToMany(mappedBy = "customer") public List<Address> addresses = new ArrayList<>();
  @OneToMany(mappedBy = "customer") public List<Ticket> tickets = new ArrayList<>();
}
