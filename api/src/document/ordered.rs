//! JSON that keeps the order in which it was written, and notices names that are given twice. The
//! framework writes paths one after the other and loses one of two with the same address without a
//! word; `serde_json` sorts names or not, as some other crate of the build happens to ask for.

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, SeqAccess, Visitor},
    ser::{SerializeMap, SerializeSeq},
};
use serde_json::Number;

/// A JSON value in the order of its text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl Node {
    /// An object without members.
    pub(super) fn empty() -> Self {
        Self::Object(Vec::new())
    }

    /// Any value that has a JSON form.
    pub(super) fn of(value: &impl Serialize) -> serde_json::Result<Self> {
        serde_json::from_str(&serde_json::to_string(value)?)
    }

    /// The members of an object; none of anything else.
    pub(super) fn members(&self) -> &[(String, Node)] {
        match self {
            Self::Object(members) => members,
            _ => &[],
        }
    }

    /// The members of an object, to be changed; none of anything else.
    pub(super) fn members_mut(&mut self) -> &mut [(String, Node)] {
        match self {
            Self::Object(members) => members,
            _ => &mut [],
        }
    }

    /// A member of an object.
    pub(super) fn get(&self, name: &str) -> Option<&Node> {
        self.members().iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// A member of an object, to be changed.
    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Node> {
        self.members_mut().iter_mut().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The text of a text.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Adds a member to an object that has none of this name. Leaves anything else alone.
    pub(super) fn add(&mut self, name: &str, value: Node) {
        if self.get(name).is_none()
            && let Self::Object(members) = self
        {
            members.push((name.to_owned(), value));
        }
    }

    /// The member of this name, made as an empty object where there is none.
    pub(super) fn entry(&mut self, name: &str) -> Option<&mut Node> {
        self.add(name, Self::empty());
        self.get_mut(name)
    }

    /// Orders the members of an object by their names.
    pub(super) fn sort(&mut self) {
        if let Self::Object(members) = self {
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
        }
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        // JSON has no other numbers, so none is lost here.
        Ok(Number::from_f64(value).map_or(Node::Null, Node::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    /// Two members of the same name become one, with the members of both where they are objects.
    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut object = Node::empty();
        while let Some((name, value)) = access.next_entry::<String, Node>()? {
            match (object.get_mut(&name), value) {
                (Some(Node::Object(present)), Node::Object(more)) => present.extend(more),
                (_, value) => object.add(&name, value),
            }
        }
        Ok(object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_kept() {
        let text = r#"{"z":1,"a":[true,null,-2,1.5,"x"],"m":{"y":{},"b":[]}}"#;
        let node: Node = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&node).unwrap(), text);
    }

    #[test]
    fn an_address_that_is_written_twice_keeps_the_operations_of_both() {
        let node: Node = serde_json::from_str(r#"{"/me":{"get":1},"/x":{},"/me":{"put":2}}"#).unwrap();
        assert_eq!(serde_json::to_string(&node).unwrap(), r#"{"/me":{"get":1,"put":2},"/x":{}}"#);
    }
}
