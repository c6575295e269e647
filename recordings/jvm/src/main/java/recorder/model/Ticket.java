package recorder.model;

import jakarta.persistence.*;
import java.math.BigDecimal;
import java.time.*;
import java.util.*;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity(name = "Ticket")
@Table(name = "tickets")
@DynamicInsert
@DynamicUpdate
public class Ticket {
  @Id @GeneratedValue(strategy = GenerationType.IDENTITY) public Long id;
  @ManyToOne(fetch = FetchType.LAZY) @JoinColumn(name = "customer_id") public Customer customer;
  @ManyToOne(fetch = FetchType.LAZY) @JoinColumn(name = "assignee_id") public User assignee;
  public String subject;
  public String state;
  public Integer severity;
  public Integer[] watchers;
  public Instant openedAt;
  public Instant closedAt;
  public LocalDate dueOn;
  @Version public Integer version;
  @OneToMany(mappedBy = "ticket") public List<TicketEvent> ticketEvents = new ArrayList<>();
}
