package recorder.model;

import jakarta.persistence.*;
import java.math.BigDecimal;
import java.time.*;
import java.util.*;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity(name = "User")
@Table(name = "users")
public class User {
  @Id @GeneratedValue(strategy = GenerationType.IDENTITY) public Integer id;
  public String login = "";
  public String name = "";
  public String role = "agent";
  public Boolean active = true;
  @JdbcTypeCode(SqlTypes.JSON) public Map<String, Object> settings = Map.of();
  public Instant lastLogin;
  @OneToMany(mappedBy = "author") public List<Post> posts = new ArrayList<>();
  @OneToMany(mappedBy = "assignee") public List<Ticket> tickets = new ArrayList<>();
}
