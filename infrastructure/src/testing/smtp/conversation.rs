//! What the fake server says, command by command.

use super::{Protection, Shared, TakenMail, Trouble};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::io;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpStream,
};

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// One conversation with a client.
pub(super) struct Conversation<'a> {
    shared: &'a Shared,
    wire: BufReader<Box<dyn Stream>>,
    tls: bool,
    user: Option<String>,
    from: Option<String>,
    to: Vec<String>,
    taken: usize,
}

/// What follows a command.
enum Next {
    Say(&'static str),
    SayOwn(String),
    SayLast(String),
    Protect,
    Take,
    Ask { name: &'static str },
    Hang,
    End,
}

impl<'a> Conversation<'a> {
    /// Talks until one side has had enough.
    pub(super) async fn begin(shared: &'a Shared, stream: TcpStream) -> io::Result<()> {
        let wire: Box<dyn Stream> = Box::new(stream);
        let mut this = Self {
            shared,
            wire: BufReader::new(wire),
            tls: false,
            user: None,
            from: None,
            to: Vec::new(),
            taken: 0,
        };
        if shared.settings.protection == Protection::Tls {
            this = this.protected().await?;
        }
        match shared.trouble() {
            Trouble::SilentGreeting => std::future::pending().await,
            Trouble::Greeting(words) => return this.say(&words).await,
            _ => this.say("220 localhost ready").await?,
        }
        while let Some(line) = this.line().await? {
            shared.heard(&line);
            match this.next(&line) {
                Next::Say(words) => this.say(words).await?,
                Next::SayOwn(words) => this.say(&words).await?,
                Next::SayLast(words) => return this.say(&words).await,
                Next::Protect => {
                    this.say("220 2.0.0 go ahead").await?;
                    this = this.protected().await?;
                }
                Next::Take => {
                    if !this.take().await? {
                        return Ok(());
                    }
                }
                Next::Ask { name } => this.ask(name).await?,
                Next::Hang => std::future::pending().await,
                Next::End => return this.say("221 2.0.0 bye").await,
            }
        }
        Ok(())
    }

    async fn protected(mut self) -> io::Result<Self> {
        let inner = self.wire.into_inner();
        let wire: Box<dyn Stream> = Box::new(self.shared.acceptor()?.accept(inner).await?);
        self.wire = BufReader::new(wire);
        self.tls = true;
        Ok(self)
    }

    async fn say(&mut self, words: &str) -> io::Result<()> {
        self.wire.write_all(format!("{words}\r\n").as_bytes()).await?;
        self.wire.flush().await
    }

    async fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = String::new();
        let read = self.wire.read_line(&mut line).await?;
        Ok((read > 0).then(|| line.trim_end_matches("\r\n").to_owned()))
    }

    fn next(&mut self, line: &str) -> Next {
        let (verb, rest) = line.split_at_checked(4).unwrap_or((line, ""));
        let must_sign_in = self.shared.settings.account.is_some() && self.user.is_none();
        match (verb.to_ascii_uppercase().as_str(), self.shared.trouble()) {
            ("EHLO", _) => Next::SayOwn(self.offers()),
            ("STAR", _) if self.shared.settings.protection == Protection::StartTls && !self.tls => {
                Next::Protect
            }
            ("AUTH", Trouble::Auth(words)) => Next::SayOwn(words),
            ("AUTH", _) => self.sign_in(rest.trim()),
            ("MAIL", _) if must_sign_in => Next::Say("530 5.7.0 authentication required"),
            ("MAIL", Trouble::Sender(words)) | ("RCPT", Trouble::Recipient(words)) => Next::SayOwn(words),
            ("MAIL", Trouble::SecondSender(words)) if self.taken > 0 => Next::SayLast(words),
            ("MAIL", _) => {
                self.from = address(rest);
                self.to.clear();
                Next::Say("250 2.1.0 ok")
            }
            ("RCPT", _) if self.from.is_some() => {
                self.to.extend(address(rest));
                Next::Say("250 2.1.5 ok")
            }
            ("DATA", Trouble::HangAtData) => Next::Hang,
            ("DATA", _) if !self.to.is_empty() => Next::Take,
            ("RSET", _) => {
                self.from = None;
                self.to.clear();
                Next::Say("250 2.0.0 ok")
            }
            ("NOOP", _) => Next::Say("250 2.0.0 ok"),
            ("QUIT", _) => Next::End,
            ("RCPT" | "DATA", _) => Next::Say("503 5.5.1 out of order"),
            _ => Next::Say("502 5.5.1 not known here"),
        }
    }

    fn offers(&self) -> String {
        let settings = &self.shared.settings;
        let mut lines = vec!["localhost".to_owned(), "ENHANCEDSTATUSCODES".to_owned()];
        if settings.protection == Protection::StartTls && !self.tls {
            lines.push("STARTTLS".to_owned());
        }
        if settings.utf8 {
            lines.push("SMTPUTF8".to_owned());
        }
        if settings.account.is_some() {
            lines.push(format!("AUTH {}", settings.mechanisms));
        }
        let last = lines.len() - 1;
        let said = lines
            .iter()
            .enumerate()
            .map(|(place, line)| format!("250{}{line}", if place == last { ' ' } else { '-' }));
        said.collect::<Vec<_>>().join("\r\n")
    }

    fn sign_in(&mut self, how: &str) -> Next {
        match how.split_once(' ') {
            Some(("PLAIN", answer)) => {
                let answer = STANDARD.decode(answer).unwrap_or_default();
                let parts: Vec<_> = answer.split(|byte| *byte == 0).map(String::from_utf8_lossy).collect();
                match parts.as_slice() {
                    [_, user, password] => self.judge(user, password),
                    _ => Next::Say("501 5.5.2 malformed"),
                }
            }
            None if how == "LOGIN" => Next::Ask { name: "Username:" },
            _ => Next::Say("504 5.5.4 not offered"),
        }
    }

    fn judge(&mut self, user: &str, password: &str) -> Next {
        let right = matches!(&self.shared.settings.account, Some((u, p)) if u == user && p == password);
        if right {
            self.user = Some(user.to_owned());
            Next::Say("235 2.7.0 welcome")
        } else {
            Next::Say("535 5.7.8 wrong user name or password")
        }
    }

    /// `AUTH LOGIN`: asks for the user name, then for the password.
    async fn ask(&mut self, name: &str) -> io::Result<()> {
        let mut answers = Vec::new();
        for question in [name, "Password:"] {
            self.say(&format!("334 {}", STANDARD.encode(question))).await?;
            let answer = self.line().await?.unwrap_or_default();
            answers.push(String::from_utf8_lossy(&STANDARD.decode(answer).unwrap_or_default()).into_owned());
        }
        match self.judge(&answers[0], &answers[1]) {
            Next::Say(words) => self.say(words).await,
            _ => Ok(()),
        }
    }

    /// Takes the message. False when the conversation is over.
    async fn take(&mut self) -> io::Result<bool> {
        self.say("354 go ahead").await?;
        let mut message = String::new();
        loop {
            let Some(line) = self.line().await? else { return Ok(false) };
            if line == "." {
                break;
            }
            message.push_str(line.strip_prefix('.').unwrap_or(&line));
            message.push_str("\r\n");
        }
        let trouble = self.shared.trouble();
        match &trouble {
            Trouble::Message(words) => {
                self.say(words).await?;
                return Ok(true);
            }
            Trouble::HangAtEnd => std::future::pending().await,
            Trouble::DropAtEnd => return Ok(false),
            _ => {}
        }
        self.shared.take(TakenMail {
            from: self.from.take().unwrap_or_default(),
            to: std::mem::take(&mut self.to),
            user: self.user.clone(),
            tls: self.tls,
            message,
        });
        if trouble == Trouble::DropUnanswered {
            return Ok(false);
        }
        self.taken += 1;
        let number = self.shared.state().mails.len();
        self.say(&format!("250 2.0.0 ok: queued as {number}")).await?;
        Ok(trouble != Trouble::DropAfterTaken)
    }
}

/// What stands between angle brackets.
fn address(text: &str) -> Option<String> {
    text.split_once('<')?.1.split_once('>').map(|(address, _)| address.to_owned())
}
