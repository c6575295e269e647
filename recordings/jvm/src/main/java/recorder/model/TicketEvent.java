package recorder.model;

import jakarta.persistence.*;
import java.math.BigDecimal;
import java.time.*;
import java.util.*;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity(name = "TicketEvent")
@Table(name = "ticket_events")
public class TicketEvent {
  @Id @GeneratedValue(strategy = GenerationType.IDENTITY) public Long id;
  @ManyToOne(fetch = FetchType.LAZY) @JoinColumn(name = "ticket_id") public Ticket ticket;
  public String kind = "comment";
  @JdbcTypeCode(SqlTypes.JSON) public Map<String, Object> payload = Map.of();
  public Instant happenedAt = Instant.parse("2026-01-01T00:00:00Z");
}
